//! Links in e-mails: counted on the way, then followed to where the author meant, and nowhere else (A11).

use crate::support::{MailServer, Mime, Person, Rapport, Shop, api::Key, process::PUBLIC, secs, shop, size, until};
use reqwest::{Method, redirect::Policy};
use serde_json::{Value, json};

const TARGET: &str = "https://shop.acme.example/spring";

/// Ada has a mail with a link to the shop.
struct Mailed {
    _rapport: Rapport,
    shop: Shop,
    mails: MailServer,
    ada: Person,
}

impl Mailed {
    async fn new(brand: Value) -> Self {
        let mails = MailServer::start();
        let rapport = Rapport::start().await;
        let shop = Shop::with_brand(&rapport, brand).await;
        shop.mail_by(mails.address(), 2).await;
        shop.publish(&shop::mail_journey("spring", "Spring Began", "offers", "")).await;
        let keen = "id: keen\nname: Keen readers\nbrand: acme\nactivity: spring\npurpose: offers\ntriggers:\n  - when: \
            {event: Email Link Clicked, where: 'properties.journey == \"spring\"'}\nsteps:\n  - id: mark\n    \
            set_trait: {name: keen, value: true}\n";
        shop.publish(keen).await;
        let ada = shop.people(1).await.remove(0);
        shop.agree(std::slice::from_ref(&ada)).await;
        shop.say("shop", vec![shop::track(&ada, "Spring Began", "spring-1", json!({}))]).await;
        until("Ada has mail", secs(30), async || (mails.taken().len() == 1).then_some(())).await;
        Self { _rapport: rapport, shop, mails, ada }
    }

    fn mail(&self) -> Mime {
        Mime::of(&self.mails.taken()[0])
    }

    /// The path of the counted link.
    fn counted(&self) -> Option<String> {
        let links = self.mail().links();
        links
            .iter()
            .filter_map(|url| url.strip_prefix(PUBLIC))
            .find(|path| path.starts_with("/p/k/"))
            .map(str::to_owned)
    }

    /// Where a link leads, without going there.
    async fn follow(&self, method: Method, path: &str, header: Option<(&str, &str)>) -> Option<String> {
        let http = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
        let mut request = http.request(method, format!("{}{path}", self.shop.admin.base));
        if let Some((name, value)) = header {
            request = request.header(name, value);
        }
        let answer = request.send().await.unwrap();
        let location = answer.headers().get("location").map(|to| to.to_str().unwrap().to_owned());
        assert_eq!(location.is_some(), answer.status().is_redirection(), "{}", answer.status());
        location
    }

    async fn feedback(&self) -> Vec<String> {
        let id = self.shop.customer(&self.ada.user).await;
        let entries = self.shop.admin.pages(&format!("/v1/customers/{id}/timeline")).await;
        entries.iter().filter_map(|entry| entry["code"].as_str().map(str::to_owned)).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_followed_link_is_counted_and_leads_where_its_author_meant() {
    let mailed = Mailed::new(shop::brand()).await;
    assert!(mailed.mail().text().contains(&format!("Have a look ({TARGET})")), "plain text shows where a link leads");
    let path = mailed.counted().expect("a counted link");
    // Scanners, pre-fetchers and people who do not want to be followed get there, uncounted.
    for (method, header) in
        [(Method::HEAD, None), (Method::GET, Some(("sec-purpose", "prefetch"))), (Method::GET, Some(("sec-gpc", "1")))]
    {
        assert_eq!(mailed.follow(method, &path, header).await.as_deref(), Some(TARGET));
    }
    assert!(!mailed.feedback().await.contains(&"clicked".to_owned()));
    assert_eq!(mailed.follow(Method::GET, &path, None).await.as_deref(), Some(TARGET));
    until("the click is on the timeline", secs(10), async || {
        mailed.feedback().await.contains(&"clicked".to_owned()).then_some(())
    })
    .await;
    let id = mailed.shop.customer(&mailed.ada.user).await;
    until("a journey took it up", secs(10), async || {
        let person = mailed.shop.admin.get(&format!("/v1/customers/{id}")).await;
        person["traits"].as_array().unwrap().iter().any(|t| t["name"] == "keen").then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_brand_that_does_not_want_to_know_sends_plain_links() {
    let mut brand = shop::brand();
    brand["sender"]["plain_links"] = json!(true);
    let mailed = Mailed::new(brand).await;
    assert_eq!(mailed.counted(), None);
    assert!(mailed.mail().links().contains(&TARGET.to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_change_of_a_link_leads_anywhere_else() {
    let mailed = Mailed::new(shop::brand()).await;
    let path = mailed.counted().expect("a counted link");
    let token = path.strip_prefix("/p/k/").unwrap();
    let nobody = mailed.shop.admin.by(Key::Nobody);
    let letters: Vec<char> = token.chars().collect();
    let bait = ["https://evil.example", "//evil.example", "javascript:alert(1)", "..%2F..%2F", "%0d%0aLocation:%20x"];
    for n in 0..size(300, 100_000) {
        let at = n * 7 % letters.len();
        let changed: String = match n % 3 {
            0 => letters.iter().enumerate().map(|(i, c)| if i == at { other(*c, n) } else { *c }).collect(),
            1 => letters[..at].iter().collect(),
            _ => format!("{}{}", letters[..at].iter().collect::<String>(), bait[n % bait.len()].replace('/', "%2F")),
        };
        let answer = mailed.follow(Method::GET, &format!("/p/k/{changed}"), None).await;
        assert_eq!(answer, None, "{changed}");
    }
    // Nor does what is put behind the link.
    let more = format!("{path}?url=https://evil.example&to=//evil.example");
    assert_eq!(mailed.follow(Method::GET, &more, None).await.as_deref(), Some(TARGET));
    let page = nobody.send(nobody.request(Method::GET, "/p/k/AgAA")).await.unwrap();
    assert_eq!(page.status.as_u16(), 404);
}

/// Another letter that tokens are made of.
fn other(letter: char, n: usize) -> char {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let found = letters.chars().cycle().skip(n % 64).find(|c| *c != letter);
    found.unwrap_or('A')
}
