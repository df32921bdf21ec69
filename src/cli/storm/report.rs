//! What a storm says: a line now and then, and the table at the end.

use super::calls::Storm;
use super::promise::{Findings, Promise};
use super::record::Outcome;

/// One line about how it goes.
pub fn progress(storm: &Storm) -> String {
    let record = storm.record.borrow();
    let done = record.count(|outcome| *outcome == Outcome::Done);
    let refused = record.count(|outcome| matches!(outcome, Outcome::Refused(_)));
    let unknown = record.count(|outcome| matches!(outcome, Outcome::Unknown(_)));
    let unsent = record.count(|outcome| *outcome == Outcome::Unsent);
    let (seconds, kills) = (record.now().as_secs(), storm.kills.get());
    let broken = storm.findings.borrow().broken_times();
    format!(
        "{seconds:>4} s  {} calls: {done} ok, {refused} refused, {unknown} unknown; {kills} kills; {broken} times broken",
        record.calls.len() - unsent
    )
}

/// Every promise, kept or broken, with the calls that prove it.
pub fn table(findings: &Findings) -> String {
    let mut lines = vec![format!("{:<5}{:<10}{:>9}  {}", "", "result", "looked at", "promise")];
    for promise in Promise::ALL {
        let (times, _) = findings.proofs(*promise);
        let looked = findings.times(*promise);
        let result = match (times, looked) {
            (0, 0) => "not tried",
            (0, _) => "kept",
            (_, _) => "BROKEN",
        };
        lines.push(format!("{promise:<5}{result:<10}{looked:>9}  {}", promise.sentence()));
    }
    for promise in Promise::ALL {
        let (times, proofs) = findings.proofs(*promise);
        if times > 0 {
            lines.push(format!("\n{promise} broken {times} times: {}", promise.sentence()));
        }
        for proof in proofs {
            lines.push(format!("  {}", proof.says));
            lines.extend(proof.calls.iter().map(|call| format!("    {call}")));
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_promise_is_said_with_the_calls_that_prove_it() {
        let mut findings = Findings::default();
        findings.looked(Promise::T1, 7);
        findings.looked(Promise::T2, 2);
        findings.broken(Promise::T2, "game 4: somebody waits", vec!["0.100-0.200 s: join -> ok".to_owned()]);
        let said = table(&findings);
        for line in
            ["T1   kept              7", "T2   BROKEN", "T3   not tried", "  game 4: somebody waits", "join -> ok"]
        {
            assert!(said.contains(line), "{line}\n{said}");
        }
    }
}
