//! A small shop set up through the API: a brand, its sources, its plan, and invented people.

use super::{
    api::{Api, Key, Reply},
    process::Rapport,
};
use serde_json::{Value, json};
use std::{collections::BTreeMap, net::SocketAddr, sync::Arc};
use tokio::{sync::Semaphore, task::JoinSet};

/// The shop as its touchpoints know it.
#[derive(Clone)]
pub struct Shop {
    pub admin: Api,
    keys: BTreeMap<&'static str, String>,
}

/// Someone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Person {
    pub user: String,
    pub email: String,
}

impl Person {
    pub fn new(n: usize) -> Self {
        Self { user: format!("u{n}"), email: format!("person{n}@example.com") }
    }
}

/// Calls that are answered one after another would make the tests long.
const AT_ONCE: usize = 16;

impl Shop {
    /// Sets up the brand `acme` without caps, quiet hours or hold-outs, and an activity `spring` with money.
    pub async fn open(rapport: &Rapport) -> Self {
        Self::with_brand(rapport, brand()).await
    }

    /// The same, with other settings of the brand.
    pub async fn with_brand(rapport: &Rapport, brand: Value) -> Self {
        let admin = rapport.api.clone();
        admin.put("/v1/brands/acme", json!({ "settings": brand })).await;
        let mut keys = BTreeMap::new();
        for (id, touchpoint) in [("shop", "shop"), ("till", "till"), ("door", "branch")] {
            // The shop speaks from its own server.
            let body = json!({"id": id, "name": id, "brand": "acme", "touchpoint": touchpoint, "trust": "trusted"});
            let made = admin.post("/v1/sources", body).await;
            keys.insert(id, made["write_key"].as_str().unwrap().to_owned());
        }
        let shop = Self { admin, keys };
        let (starts, ends) = ("2020-01-01", "2099-12-31");
        for node in [
            json!({"id": "plan:acme", "name": "Acme", "currency": "EUR", "starts": starts, "ends": ends}),
            json!({"id": "area:direct", "parent": "plan:acme", "name": "Direct"}),
            json!({"id": "campaign:season", "parent": "area:direct", "name": "Season"}),
        ] {
            shop.admin.post("/v1/plan/nodes", node).await;
        }
        shop.activity("spring", 1_000_000).await;
        shop
    }

    /// The same shop at another server: a copy of the first.
    pub fn at(&self, rapport: &Rapport) -> Self {
        Self { admin: rapport.api.clone(), ..self.clone() }
    }

    /// Adds an activity with so many cents.
    pub async fn activity(&self, id: &str, cents: i64) {
        let node = json!({"id": format!("activity:{id}"), "parent": "campaign:season", "name": id, "brand": "acme"});
        self.admin.post("/v1/plan/nodes", node).await;
        let amount = json!({"minor": cents, "currency": "EUR"});
        self.admin.post("/v1/plan/transfers", json!({"to": id, "amount": amount, "reason": "yearly plan"})).await;
    }

    /// The API as one of the sources.
    pub fn as_source(&self, id: &str) -> Api {
        self.admin.by(Key::Write(self.keys[id].clone()))
    }

    /// The write key of a source.
    pub fn write_key(&self, id: &str) -> &str {
        &self.keys[id]
    }

    /// From now on mail leaves by this server, signed for `acme.example`.
    pub async fn mail_by(&self, server: SocketAddr, connections: u16) {
        let settings = json!({"host": server.ip().to_string(), "port": server.port(), "security": "none",
            "connections": connections, "dkim_domain": "acme.example",
            "dkim_keys": [{"selector": "s1", "key": DKIM_KEY}]});
        self.admin.put("/v1/mail", settings).await;
    }

    /// Publishes a journey.
    pub async fn publish(&self, document: &str) {
        let id = document.lines().find_map(|line| line.strip_prefix("id: ")).unwrap();
        self.admin.post(&format!("/v1/journeys/{id}/publish"), json!({"document": document})).await;
    }

    /// Says something in batches of 200 as a source; all of it is durable afterwards.
    pub async fn say(&self, source: &str, messages: Vec<Value>) {
        let api = self.as_source(source);
        each(messages.chunks(200).map(<[Value]>::to_vec).collect(), move |part| {
            let api = api.clone();
            async move {
                let batch = json!({"batch": part});
                // Asked to wait, a good client waits and says it again.
                let mut reply = api.try_post("/v1/batch", &batch).await.unwrap();
                while reply.status.as_u16() == 429 {
                    tokio::time::sleep(super::secs(reply.retry_after.unwrap().parse().unwrap())).await;
                    reply = api.try_post("/v1/batch", &batch).await.unwrap();
                }
                reply.good();
            }
        })
        .await;
    }

    /// Makes people known, `n` of them.
    pub async fn people(&self, n: usize) -> Vec<Person> {
        let people: Vec<Person> = (0..n).map(Person::new).collect();
        let said = people.iter().map(|person| {
            json!({"type": "identify", "userId": person.user, "messageId": format!("known-{}", person.user),
                "traits": {"email": person.email, "firstName": "Ada"}})
        });
        self.say("shop", said.collect()).await;
        people
    }

    /// Everybody of them agrees to offers by e-mail, in front of us.
    pub async fn agree(&self, people: &[Person]) {
        self.declare(people, "grant", "email").await;
    }

    /// The same declaration by each of them.
    pub async fn declare(&self, people: &[Person], act: &'static str, channel: &'static str) {
        let shop = self.clone();
        each(people.to_vec(), move |person| {
            let shop = shop.clone();
            async move {
                let reply = shop.try_declare(&person, act, channel).await.unwrap();
                assert!(reply.status.is_success(), "{}: {}", reply.status, reply.text);
            }
        })
        .await;
    }

    /// One declaration, whatever is answered.
    pub async fn try_declare(&self, person: &Person, act: &str, channel: &str) -> reqwest::Result<Reply> {
        let who = if channel == "email" { json!({"email": person.email}) } else { json!({"user_id": person.user}) };
        let mut body = json!({"who": who, "brand": "acme", "purpose": "offers", "channel": channel, "act": act,
            "source": "desk"});
        if act == "grant" {
            body["wording"] = json!({"version": 1, "language": "en"});
            body["proof"] = json!({"kind": "personal", "reference": format!("form-{}", person.user)});
        }
        self.admin.try_post("/v1/consents", &body).await
    }

    /// The customer's id; it must be known.
    pub async fn customer(&self, user: &str) -> String {
        let found = self.admin.get(&format!("/v1/customers?identifier=user_id:{user}")).await;
        found[0]["id"].as_str().unwrap_or_else(|| panic!("{user} is not known: {found}")).to_owned()
    }

    /// Everything on the timeline of a customer.
    pub async fn timeline(&self, user: &str) -> Vec<Value> {
        let id = self.customer(user).await;
        self.admin.pages(&format!("/v1/customers/{id}/timeline")).await
    }

    /// All deliveries of a journey.
    pub async fn deliveries(&self, journey: &str) -> Vec<Value> {
        self.admin.pages(&format!("/v1/deliveries?journey={journey}")).await
    }

    /// How many deliveries of a journey are in each state.
    pub async fn states(&self, journey: &str) -> BTreeMap<String, usize> {
        let mut states = BTreeMap::new();
        for delivery in self.deliveries(journey).await {
            *states.entry(delivery["state"].as_str().unwrap().to_owned()).or_default() += 1;
        }
        states
    }

    /// The five kinds of money of a node.
    pub async fn figures(&self, node: &str) -> BTreeMap<String, i64> {
        let view = self.admin.get(&format!("/v1/plan/nodes/{}", super::api::percent(node))).await;
        let figures = view["node"]["figures"].as_object().unwrap().iter();
        figures.map(|(kind, amount)| (kind.clone(), amount["minor"].as_i64().unwrap())).collect()
    }
}

/// Does something for each item, a few at once.
pub async fn each<T: Send + 'static, F, A>(items: Vec<T>, work: F)
where
    F: Fn(T) -> A + Clone + Send + 'static,
    A: Future<Output = ()> + Send + 'static,
{
    let seats = Arc::new(Semaphore::new(AT_ONCE));
    let mut tasks = JoinSet::new();
    for item in items {
        let seat = seats.clone().acquire_owned().await.unwrap();
        let work = work.clone();
        tasks.spawn(async move {
            work(item).await;
            drop(seat);
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
}

/// An event of a person.
pub fn track(person: &Person, event: &str, id: &str, properties: Value) -> Value {
    json!({"type": "track", "userId": person.user, "event": event, "messageId": id, "properties": properties})
}

/// The settings of the brand `acme`.
pub fn brand() -> Value {
    let free = json!({"minor": 0, "currency": "EUR"});
    json!({
        "id": "acme", "name": "Acme", "zone": "Europe/Berlin", "country": "DE", "languages": ["en", "de"], "currency": "EUR",
        "sender": {"name": "Acme", "email": "hello@acme.example", "imprint": "Acme GmbH, Beispielweg 1, 10115 Berlin"},
        "purposes": [
            {"id": "offers", "kind": "marketing", "wordings": [
                {"version": 1, "language": "en", "text": "Yes, Acme may send me offers. I can take this back at any time."},
                {"version": 1, "language": "de", "text": "Ja, Acme darf mir Angebote senden. Ich kann das jederzeit zurücknehmen."},
            ]},
            {"id": "service", "kind": "service"},
        ],
        "channels": [
            {"id": "email", "medium": "email", "unit_cost": {"minor": 2, "currency": "EUR"}, "keeps_quiet_hours": false,
             "says_how_to_object": true},
            {"id": "staff", "medium": "presence", "unit_cost": {"minor": 15, "currency": "EUR"}, "keeps_quiet_hours": false},
            {"id": "receipt", "medium": "presence", "unit_cost": {"minor": 1, "currency": "EUR"}, "keeps_quiet_hours": false},
            {"id": "web", "medium": "presence", "unit_cost": free, "keeps_quiet_hours": false},
        ],
    })
}

/// A journey that answers every event of a name with one e-mail. `more` is added at the top level of the document.
pub fn mail_journey(id: &str, event: &str, purpose: &str, more: &str) -> String {
    format!(
        "id: {id}
name: One mail for each {event}
brand: acme
activity: spring
purpose: {purpose}
{more}triggers:
  - when: {{event: {event}}}
entry:
  re_entry: always
steps:
  - id: mail
    message:
      channel: email
      content:
        subject: \"Hello {{{{ customer.firstName }}}}\"
        text: |
          Good to have you here.

          [Have a look](https://shop.acme.example/spring)
      valid_for: 1d
"
    )
}

/// The test's signing key (Ed25519, PKCS#8): 32 bytes of 7. It signs for a name that no one can own.
const DKIM_KEY: &str = "-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH
-----END PRIVATE KEY-----
";

/// What the domain's owner would publish in DNS for it.
pub const DKIM_RECORD: &str = "v=DKIM1; k=ed25519; p=6kpsY+KcUgq+9VB7Ey7F+ZVHdq6+vnuSQh7qaRRG0iw=";
