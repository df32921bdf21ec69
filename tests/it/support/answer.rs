//! What the site answered.

use reqwest::{Client, Url, header::HeaderMap};
use scraper::{Html, Selector};

/// An answer, with its body read and its redirect not followed.
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
    /// The body of what is no text.
    pub bytes: Vec<u8>,
    url: Url,
    client: Client,
}

impl Answer {
    pub async fn of(client: &Client, request: reqwest::RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        let (status, headers, url) = (response.status().as_u16(), response.headers().clone(), response.url().clone());
        let bytes = response.bytes().await.unwrap().to_vec();
        Self { status, headers, text: String::from_utf8_lossy(&bytes).into_owned(), bytes, url, client: client.clone() }
    }

    /// The page that the redirect leads to, with the same cookies.
    pub async fn follow(&self) -> Self {
        assert_eq!(self.status, 303, "no redirect: {}", self.text);
        let target = self.url.join(self.location()).unwrap();
        Self::of(&self.client, self.client.get(target)).await
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Where the redirect leads: always a path of this site.
    pub fn location(&self) -> &str {
        self.header("location")
    }

    /// Whether the page says `words`, as a reader sees them.
    pub fn contains(&self, words: &str) -> bool {
        self.words().contains(words)
    }

    /// The page's text, without markup, with single spaces.
    pub fn words(&self) -> String {
        let page = Html::parse_document(&self.text);
        let text: String = page.root_element().text().collect::<Vec<_>>().join(" ");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The text of every element that `css` selects.
    pub fn select(&self, css: &str) -> Vec<String> {
        let page = Html::parse_document(&self.text);
        let selector = Selector::parse(css).unwrap();
        let words = |element: scraper::ElementRef| {
            element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
        };
        page.select(&selector).map(words).collect()
    }

    /// What a browser would send of the form that `css` selects, as it is.
    pub fn fields(&self, css: &str) -> Vec<(String, String)> {
        let page = Html::parse_document(&self.text);
        let form = page.select(&Selector::parse(css).unwrap()).next().expect("no such form");
        let mut fields = Vec::new();
        for control in form.select(&Selector::parse("input[name], select[name], textarea[name]").unwrap()) {
            let name = control.attr("name").unwrap().to_owned();
            match (control.value().name(), control.attr("type")) {
                ("input", Some("checkbox" | "radio")) if control.attr("checked").is_none() => {}
                ("input", _) => fields.push((name, control.attr("value").unwrap_or("on").to_owned())),
                ("select", _) => {
                    let chosen = control.select(&Selector::parse("option[selected]").unwrap()).next();
                    let option = chosen.or_else(|| control.select(&Selector::parse("option").unwrap()).next());
                    fields.extend(option.map(|option| (name, option.attr("value").unwrap_or("").to_owned())));
                }
                _ => fields.push((name, control.text().collect::<String>().trim_start_matches('\n').to_owned())),
            }
        }
        fields
    }

    /// The attribute `name` of every element that `css` selects and that has it.
    pub fn attributes(&self, css: &str, name: &str) -> Vec<String> {
        let page = Html::parse_document(&self.text);
        let selector = Selector::parse(css).unwrap();
        page.select(&selector).filter_map(|element| element.attr(name)).map(str::to_owned).collect()
    }
}
