//! What can happen in a story. This is the whole vocabulary.
//!
//! ```text
//! shop: Ada searches trail shoes [shoes]
//! shop: Ada views trail shoes [shoes] at 89.00
//! shop: Ada adds trail shoes [shoes] at 89.00
//! till: Ada buys wool socks [socks] at 12.00, laces at 3.50
//! till: Ada returns order-1
//! berlin-1: Ada comes in
//! app: Ada comes near berlin-1
//! call-centre: Ada has a dropped call
//! app: Ada does "Song Played" with artist "Nina", minutes 3
//! shop: Ada's tablet signs in as Ada
//! shop: Ada agrees to offers by email
//! list: Ada is said to agree to offers by email
//! shop: Ada withdraws offers by email        (or: withdraws everything)
//! shop: Ada objects to offers
//! berlin-1: Ada's prompt is done             (or: not wanted, not now)
//! mail: Ada follows the link shoes           (in the last e-mail she got)
//! mail: Ada's mail bounces                   (for good)
//! shop: Ada looks at home-hero
//! till: Ada redeems the voucher and buys wool socks [socks] at 12.00
//! office: journey spring-shoes is paused     (or: resumed, stopped)
//! dispatcher: stops                          (or: goes on): due messages wait to be claimed
//! wire: stops                                (or: goes on): claimed messages wait to leave
//! Fri 18:00 time passes
//! ```
//! `All Shoppers` stands for everybody of the crowd `Shoppers`. A product is a name, perhaps its category in brackets and
//! its price in the brand's currency; its id is its name in lower case with hyphens.

use rapport_channel::staff::Answer;
use rapport_customer::gate::JourneyStatus;
use rapport_kernel::{Map, Value};

/// Something that happens.
#[derive(Clone, Debug, PartialEq)]
pub enum Happening {
    /// A `track` event.
    Track {
        /// The event's name, such as `Product Viewed`.
        name: String,
        /// Its properties; an order's number is added by the world.
        properties: Map,
    },
    /// This person turns out to be that one.
    SignIn(String),
    /// Consent, with the proof the channel asks for.
    Agree {
        /// The id of the purpose that is agreed to.
        purpose: String,
        /// By which way.
        channel: String,
        /// Said by someone else, without proof.
        hearsay: bool,
    },
    /// Consent taken back, or an objection; nothing named means everything.
    Stop {
        /// The id of the purpose; none means all of them.
        purpose: Option<String>,
        /// By which way.
        channel: Option<String>,
        /// The right to object rather than to take consent back.
        objection: bool,
    },
    /// Staff answers the open prompt.
    Answer(Answer),
    /// The person follows the link of this name in the last e-mail.
    Follow(String),
    /// The last e-mail comes back: there is no such address.
    Bounce,
    /// The person comes to a place on the site.
    Look(String),
    /// The voucher comes to the till.
    Redeem(Map),
}

/// A line of an `events` block, after its time.
#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    /// Someone does something.
    Somebody {
        /// The id of the touchpoint.
        source: String,
        /// A name from the `people` block.
        who: String,
        /// Everybody of the crowd of that name.
        all: bool,
        /// An event, a yes or no, or a question.
        what: Happening,
    },
    /// A journey is paused, resumed or stopped.
    Journey(String, JourneyStatus),
    /// The dispatcher stops or goes on.
    Dispatcher(bool),
    /// The wire stops or goes on.
    Wire(bool),
    /// Nothing happens.
    TimePasses,
}

impl Line {
    /// Reads a line, its time already taken off. `names` are those of the people and crowds.
    ///
    /// # Errors
    /// In plain words.
    pub fn read(text: &str, names: &[String]) -> Result<Self, String> {
        if text == "time passes" {
            return Ok(Self::TimePasses);
        }
        let (source, rest) = text.split_once(": ").ok_or("write where it happens and a colon: `shop: Ada views ..`")?;
        match (source, rest) {
            ("dispatcher", "stops") => return Ok(Self::Dispatcher(false)),
            ("dispatcher", "goes on") => return Ok(Self::Dispatcher(true)),
            ("wire", "stops") => return Ok(Self::Wire(false)),
            ("wire", "goes on") => return Ok(Self::Wire(true)),
            _ => {}
        }
        if let Some(rest) = rest.strip_prefix("journey ") {
            let (id, status) = rest.split_once(" is ").ok_or("write `journey ID is paused`")?;
            let status = match status {
                "paused" => JourneyStatus::Paused,
                "resumed" => JourneyStatus::Running,
                "stopped" => JourneyStatus::Stopped,
                other => return Err(format!("a journey is paused, resumed or stopped, not {other}")),
            };
            return Ok(Self::Journey(id.into(), status));
        }
        let (all, rest) = rest.strip_prefix("All ").map_or((false, rest), |rest| (true, rest));
        // The longest name first: `Ada's tablet` is not `Ada`.
        let who = names.iter().filter(|name| rest.starts_with(name.as_str())).max_by_key(|name| name.len());
        let who = who.ok_or_else(|| format!("`{rest}` begins with no one from the people block"))?;
        let told = rest[who.len()..].trim_start();
        let what = happening(&if all { singular(told) } else { told.to_owned() }, source)?;
        Ok(Self::Somebody { source: source.into(), who: who.clone(), all, what })
    }
}

/// A crowd *views* as one of it *views*: `view x` becomes `views x`.
fn singular(text: &str) -> String {
    let (verb, rest) = text.split_once(' ').unwrap_or((text, ""));
    let ending = if verb.ends_with("ch") { "es" } else { "s" };
    format!("{verb}{ending} {rest}")
}

fn happening(text: &str, source: &str) -> Result<Happening, String> {
    let track = |name: &str, properties| Ok(Happening::Track { name: name.into(), properties });
    if text == "comes in" {
        return track("Store Entered", Map(vec![("branch".into(), source.into())]));
    }
    if text == "has a dropped call" {
        return track("Call Dropped", Map::default());
    }
    if text == "'s mail bounces" {
        return Ok(Happening::Bounce);
    }
    if let Some(answer) = text.strip_prefix("'s prompt is ") {
        return match answer {
            "done" => Ok(Happening::Answer(Answer::Done)),
            "not wanted" => Ok(Happening::Answer(Answer::NotInterested)),
            "not now" => Ok(Happening::Answer(Answer::NotNow)),
            other => Err(format!("a prompt is done, not wanted or not now, not {other}")),
        };
    }
    for (verb, read) in VERBS {
        if let Some(rest) = text.strip_prefix(verb) {
            return read(rest.trim());
        }
    }
    Err(format!("`{text}` is not known; see scenarios/README.md for the words"))
}

type Reader = fn(&str) -> Result<Happening, String>;

/// Longer ones first where one begins like another.
const VERBS: [(&str, Reader); 15] = [
    ("searches ", |rest| {
        let mut properties = product(rest)?;
        let query = properties.get("name").cloned().unwrap_or_default();
        properties.set("query", query);
        Ok(Happening::Track { name: "Products Searched".into(), properties })
    }),
    ("views ", |rest| Ok(Happening::Track { name: "Product Viewed".into(), properties: product(rest)? })),
    ("adds ", |rest| Ok(Happening::Track { name: "Product Added".into(), properties: product(rest)? })),
    ("buys ", |rest| Ok(Happening::Track { name: "Order Completed".into(), properties: order(rest)? })),
    ("returns ", |rest| {
        let properties = Map(vec![("order_id".into(), rest.into())]);
        Ok(Happening::Track { name: "Order Refunded".into(), properties })
    }),
    ("comes near ", |rest| {
        let properties = Map(vec![("branch".into(), rest.into())]);
        Ok(Happening::Track { name: "Store Nearby".into(), properties })
    }),
    ("does ", generic),
    ("signs in as ", |rest| Ok(Happening::SignIn(rest.into()))),
    ("agrees to ", |rest| agree(rest, false)),
    ("is said to agree to ", |rest| agree(rest, true)),
    ("withdraws ", |rest| stop(rest, false)),
    ("objects to ", |rest| stop(rest, true)),
    ("follows the link ", |rest| Ok(Happening::Follow(rest.into()))),
    ("looks at ", |rest| Ok(Happening::Look(rest.into()))),
    ("redeems the voucher and buys ", |rest| Ok(Happening::Redeem(order(rest)?))),
];

fn agree(text: &str, hearsay: bool) -> Result<Happening, String> {
    let (purpose, channel) = text.split_once(" by ").ok_or("say for what and by which way: `offers by email`")?;
    Ok(Happening::Agree { purpose: purpose.into(), channel: channel.into(), hearsay })
}

fn stop(text: &str, objection: bool) -> Result<Happening, String> {
    let (purpose, channel) = match (text, text.split_once(" by ")) {
        ("everything", _) => (None, None),
        (_, Some((purpose, channel))) => (Some(purpose.into()), Some(channel.into())),
        (purpose, None) => (Some(purpose.into()), None),
    };
    Ok(Happening::Stop { purpose, channel, objection })
}

/// `trail shoes [shoes] at 89.00`
fn product(text: &str) -> Result<Map, String> {
    let (text, price) = match text.rsplit_once(" at ") {
        Some((rest, price)) => (rest, Some(price.trim().parse::<f64>().map_err(|_| format!("`{price}` is no price"))?)),
        None => (text, None),
    };
    let (name, category) = match text.trim().strip_suffix(']').and_then(|text| text.split_once('[')) {
        Some((name, category)) => (name.trim(), Some(category.trim())),
        None => (text.trim(), None),
    };
    if name.is_empty() {
        return Err("name the product".into());
    }
    let mut map = Map::default();
    map.set("product_id", name.to_lowercase().replace(' ', "-").into());
    map.set("name", name.into());
    if let Some(category) = category {
        map.set("category", category.into());
    }
    if let Some(price) = price {
        map.set("price", Value::Float(price));
    }
    Ok(map)
}

fn order(text: &str) -> Result<Map, String> {
    let products: Vec<Map> = text.split(',').map(product).collect::<Result<_, _>>()?;
    let prices: Option<Vec<f64>> = products.iter().map(|p| p.get("price").and_then(Value::as_f64)).collect();
    let total: f64 = prices.ok_or("say what each product costs: `wool socks [socks] at 12.00`")?.iter().sum();
    let products = Value::List(products.into_iter().map(Value::Map).collect());
    Ok(Map(vec![("revenue".into(), Value::Float(total)), ("products".into(), products)]))
}

/// `"Song Played" with artist "Nina", minutes 3`
fn generic(text: &str) -> Result<Happening, String> {
    let usage = "write the event's name in quotes: `does \"Song Played\" with minutes 3`";
    let (name, rest) = text.strip_prefix('"').and_then(|text| text.split_once('"')).ok_or(usage)?;
    let mut properties = Map::default();
    let rest = rest.trim().strip_prefix("with ").unwrap_or("");
    for part in rest.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let (key, value) = part.split_once(' ').ok_or_else(|| format!("`{part}`: write a word and its value"))?;
        let value = value.trim();
        let quoted = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
        properties.set(
            key,
            match (quoted, value.parse::<i64>(), value.parse::<f64>()) {
                (Some(text), ..) => text.into(),
                (_, Ok(number), _) => number.into(),
                (_, _, Ok(number)) => Value::Float(number),
                _ => value.into(),
            },
        );
    }
    Ok(Happening::Track { name: name.into(), properties })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(text: &str) -> Result<Line, String> {
        Line::read(text, &["Ada".into(), "Ada's tablet".into(), "Shoppers".into()])
    }

    fn what(text: &str) -> Happening {
        match read(text).unwrap() {
            Line::Somebody { what, .. } => what,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_line_becomes_an_event() {
        let Happening::Track { name, properties } = what("till: Ada buys wool socks [socks] at 12.00, laces at 3.50")
        else {
            panic!("an event")
        };
        assert_eq!(name, "Order Completed");
        assert_eq!(properties.get("revenue"), Some(&Value::Float(15.5)));
        let Happening::Track { properties, .. } = what("shop: Ada searches trail shoes [shoes]") else {
            panic!("an event")
        };
        assert_eq!(properties.get("query"), Some(&Value::from("trail shoes")));
        assert_eq!(properties.get("product_id"), Some(&Value::from("trail-shoes")));
        assert!(
            matches!(read("shop: Ada's tablet views x").unwrap(), Line::Somebody { who, .. } if who == "Ada's tablet")
        );
        assert!(matches!(read("shop: All Shoppers view x").unwrap(), Line::Somebody { all: true, .. }));
    }

    #[test]
    fn every_word_of_the_page_above_is_known() {
        let page = include_str!("words.rs");
        let examples = page.lines().skip_while(|line| *line != "//! ```text").skip(1);
        let mut read_lines = 0;
        for line in examples.take_while(|line| *line != "//! ```") {
            let line = line.trim_start_matches("//! ").split("  (").next().unwrap().trim();
            let line = line.strip_prefix("Fri 18:00 ").unwrap_or(line);
            assert!(read(line).is_ok(), "{line}: {:?}", read(line));
            read_lines += 1;
        }
        assert_eq!(read_lines, 23);
    }

    #[test]
    fn what_nobody_knows_is_said() {
        assert!(read("shop: Bob views x").unwrap_err().contains("no one"));
        assert!(read("shop: Ada dances").unwrap_err().contains("dances"));
        assert!(read("till: Ada buys socks").unwrap_err().contains("costs"));
    }
}
