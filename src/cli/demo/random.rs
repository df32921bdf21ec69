//! Chance that can be repeated: the same seed makes the same town.

/// A stream of numbers that looks random (SplitMix64). Never for secrets.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// The stream that belongs to `seed`.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Another stream, which goes its own way from here.
    pub fn fork(&mut self) -> Self {
        Self(self.next())
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to 1.
    pub fn unit(&mut self) -> f64 {
        f64::from(u32::try_from(self.next() >> 32).unwrap_or(u32::MAX)) / f64::from(u32::MAX)
    }

    /// A whole number from `least` to `most`; `least` where there is none.
    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        let span = u64::try_from(most.saturating_sub(least)).unwrap_or(0);
        least + i64::try_from(self.next() % (span + 1)).unwrap_or(0)
    }

    /// Whether something happens that happens in so many of a hundred cases.
    pub fn chance(&mut self, percent: i64) -> bool {
        self.between(1, 100) <= percent
    }

    /// One of `choices`; none where there are none.
    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        let last = i64::try_from(choices.len()).unwrap_or(0) - 1;
        usize::try_from(self.between(0, last)).ok().and_then(|index| choices.get(index))
    }

    /// One of `choices`, taken out; none where there are none.
    pub fn pick_owned<T>(&mut self, mut choices: Vec<T>) -> Option<T> {
        let last = i64::try_from(choices.len()).unwrap_or(0) - 1;
        let index = usize::try_from(self.between(0, last)).ok().filter(|index| *index < choices.len())?;
        Some(choices.swap_remove(index))
    }

    /// One of `choices`, each as likely as its weight says.
    pub fn pick_by<'a, T>(&mut self, choices: &'a [T], weight: impl Fn(&T) -> i64) -> Option<&'a T> {
        let mut left = self.between(1, choices.iter().map(&weight).sum());
        choices.iter().find(|choice| {
            left -= weight(choice);
            left <= 0
        })
    }
}
