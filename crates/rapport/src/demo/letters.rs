//! The coupon letters of the recorded year: an activity each, with its budget and its invoice; the coupons in them as codes that a
//! letter shop printed; and those that were redeemed, each in its basket. So every sale that a coupon led to is credited to the letter
//! that carried it, on the day it happened.

use super::{
    purchases::{RecordedBasket, number, read, text},
    year::{Year, midnight},
};
use crate::{client::Client, failure::Failure};
use jiff::civil::Date;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

/// What a letter costs: printing and postage, in cents.
const LETTER: i64 = 62;
/// What coupons may cost for each letter, in cents: the big mailings of type A count on half of the households, the others on all.
const COUPONS: [(&str, i64); 2] = [("Type A", 90), ("", 125)];
/// Redemptions told at once.
const AT_ONCE: usize = 16;
/// Codes given in one call.
const GIVEN: usize = 5_000;

/// A letter that went to many.
struct Letter {
    kind: String,
    /// Its first and last day, in the demo's year.
    starts: Date,
    ends: Date,
    households: Vec<i64>,
}

/// A coupon that was redeemed: by whom, out of which letter, on which recorded day.
struct Redeemed {
    household: i64,
    letter: i64,
    day: Date,
}

/// A coupon in the basket it was redeemed in, with what it took off there, in dollars.
struct Use<'a> {
    basket: &'a RecordedBasket,
    worth: f64,
}

/// The letters of the year and what was redeemed of them.
pub struct Letters {
    letters: BTreeMap<i64, Letter>,
    redeemed: Vec<Redeemed>,
}

/// Reads them.
///
/// # Errors
/// The files are not there.
pub fn of(folder: &Path, year: &Year) -> Result<Letters, Failure> {
    let mut letters = BTreeMap::new();
    for row in read(folder, "campaign_descriptions.parquet")? {
        let row = row?;
        let (starts, ends) = (year.day(date(&row, "start_date")?), year.day(date(&row, "end_date")?));
        let letter = Letter { kind: text(&row, "campaign_type"), starts, ends, households: Vec::new() };
        letters.insert(number(&row, "campaign_id"), letter);
    }
    for row in read(folder, "campaigns.parquet")? {
        let row = row?;
        if let Some(letter) = letters.get_mut(&number(&row, "campaign_id")) {
            letter.households.push(number(&row, "household_id"));
        }
    }
    let mut redeemed = Vec::new();
    for row in read(folder, "coupon_redemptions.parquet")? {
        let row = row?;
        let (household, letter) = (number(&row, "household_id"), number(&row, "campaign_id"));
        redeemed.push(Redeemed { household, letter, day: date(&row, "redemption_date")? });
    }
    Ok(Letters { letters, redeemed })
}

fn date(row: &Map<String, Value>, column: &str) -> Result<Date, Failure> {
    let text = text(row, column);
    let day = text.get(..10).and_then(|day| day.parse().ok());
    day.ok_or_else(|| Failure::broken(format!("`{column}` is `{text}`, not a day")))
}

impl Letters {
    /// Who bought on which recorded day with a coupon.
    #[must_use]
    pub fn days(&self) -> BTreeSet<(i64, Date)> {
        self.redeemed.iter().map(|redeemed| (redeemed.household, redeemed.day)).collect()
    }

    /// The coupons of each letter with the baskets they were redeemed in: of that day's, the one with most coupons, if it is in the
    /// plan's year.
    fn uses<'a>(&self, baskets: &'a [RecordedBasket]) -> BTreeMap<i64, Vec<Use<'a>>> {
        let mut of_day: HashMap<(i64, Date), &RecordedBasket> = HashMap::new();
        for basket in baskets {
            let kept = of_day.entry((basket.household, basket.day)).or_insert(basket);
            if basket.coupons > kept.coupons {
                *kept = basket;
            }
        }
        let mut shared: HashMap<(i64, Date), u32> = HashMap::new();
        for redeemed in &self.redeemed {
            *shared.entry((redeemed.household, redeemed.day)).or_default() += 1;
        }
        let mut uses: BTreeMap<i64, Vec<Use<'_>>> = BTreeMap::new();
        for Redeemed { household, letter, day } in &self.redeemed {
            let place = (*household, *day);
            if let (Some(basket), Some(coupons)) = (of_day.get(&place), shared.get(&place)) {
                uses.entry(*letter).or_default().push(Use { basket, worth: basket.coupons / f64::from(*coupons) });
            }
        }
        uses
    }

    /// Brings the letters in: plan, invoices, codes, redemptions. Returns how many coupons were redeemed.
    ///
    /// # Errors
    /// The server refuses something.
    pub async fn bring_in(&self, client: &Client, year: &Year, baskets: &[RecordedBasket]) -> Result<usize, Failure> {
        let uses = self.uses(baskets);
        let mut invoices = String::from("invoice,line,activity,date,amount,currency,text\n");
        let mut redemptions = Vec::new();
        for (id, letter) in &self.letters {
            let used = uses.get(id).map(Vec::as_slice).unwrap_or_default();
            letter.plan(client, *id, year).await?;
            if letter.starts > year.today {
                continue;
            }
            let sent = letter.households.len();
            let (whole, cents) = (sent as i64 * LETTER / 100, sent as i64 * LETTER % 100);
            let day = letter.starts;
            invoices.push_str(&format!("R-{id:04},1,letters-{id:02},{day},{whole}.{cents:02},USD,{sent} letters\n"));
            redemptions.extend(letter.hand_out(client, *id, year, used).await?);
        }
        client.post_text("/v1/plan/actuals", "text/csv", invoices).await?;
        redeem(client, redemptions).await
    }
}

impl Letter {
    /// Its activity, with the budget that was granted for its quarter.
    async fn plan(&self, client: &Client, id: i64, year: &Year) -> Result<(), Failure> {
        let activity = format!("letters-{id:02}");
        let body = json!({ "id": format!("activity:{activity}"), "parent": "campaign:letters",
            "name": format!("Coupon letter {id} ({})", self.kind), "brand": "lindenhof",
            "starts": self.starts.to_string(), "ends": self.ends.max(self.starts).to_string() });
        client.post::<Value>("/v1/plan/nodes", &body).await?;
        let quarter = Date::new(self.starts.year(), (self.starts.month() - 1) / 3 * 3 + 1, 1).unwrap_or(self.starts);
        let on = quarter.clamp(year.starts, year.today);
        let coupons = COUPONS.iter().find(|(kind, _)| self.kind.starts_with(kind)).map_or(0, |(_, cents)| *cents);
        let cents = (self.households.len() as i64 * (LETTER + coupons) + 4_999) / 5_000 * 5_000;
        super::shop::planned(client, &activity, cents, "Letters of the quarter", on).await
    }

    /// The codes its letters carried: one for each coupon that was redeemed, and one for each household whose letter still runs.
    /// Returns what is to be redeemed.
    async fn hand_out(&self, client: &Client, id: i64, year: &Year, used: &[Use<'_>]) -> Result<Vec<Value>, Failure> {
        let worth = used.iter().map(|one| (one.worth * 100.0) as i64).sum::<i64>();
        // What a coupon was worth in this letter, on average, in steps of five cents.
        let cents = (worth / (used.len() as i64).max(1) / 5 * 5).clamp(50, 300);
        let days = (midnight(self.ends).0 - midnight(self.starts).0) / 86_400_000;
        let pool = format!("letters-{id:02}");
        let body = json!({
            "id": pool, "name": format!("Coupons of letter {id}"), "brand": "lindenhof", "activity": pool, "imported": true,
            "benefit": { "amount": { "minor": cents, "currency": "USD" } }, "validity": { "for": format!("{}d", days.max(1)) },
            "conditions": { "combinable": true },
        });
        client.post::<Value>("/v1/vouchers/pools", &body).await?;
        let at = midnight(self.starts).to_string();
        let code = |household: i64, n: usize| format!("L{id:02}H{household:04}N{n:02}");
        let given = |code: String, household: i64| json!({ "code": code, "who": { "user_id": format!("household-{household}") }, "at": at });
        let mut codes = Vec::new();
        let mut redemptions = Vec::new();
        for (n, Use { basket, .. }) in used.iter().enumerate() {
            let code = code(basket.household, n);
            codes.push(given(code.clone(), basket.household));
            redemptions.push(basket.redemption(&code));
        }
        if self.ends >= year.today {
            codes.extend(self.households.iter().map(|household| given(code(*household, 99), *household)));
        }
        for part in codes.chunks(GIVEN) {
            client.post::<Value>(&format!("/v1/vouchers/pools/{pool}/given"), &json!({ "codes": part })).await?;
        }
        Ok(redemptions)
    }
}

/// Tells the redemptions; how many counted.
async fn redeem(client: &Client, redemptions: Vec<Value>) -> Result<usize, Failure> {
    let mut counted = 0;
    for part in redemptions.chunks(AT_ONCE) {
        let mut tasks = tokio::task::JoinSet::new();
        for body in part {
            let (client, body) = (client.clone(), body.clone());
            tasks.spawn(async move { client.post::<Value>("/v1/vouchers/redeem", &body).await });
        }
        while let Some(done) = tasks.join_next().await {
            counted += usize::from(done??["valid"] == true);
        }
    }
    Ok(counted)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::demo::{counterparts, people, purchases, shop};
    use rapport_kernel::Span;
    use rapport_server::Config;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_sale_is_credited_to_the_letter_whose_coupon_was_redeemed_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let config = Config {
            admin_token: Some("demo".into()),
            printer_networks: rapport_drivers::reach::Networks::new(["127.0.0.0/8"]).unwrap(),
            ..Config::new(folder.path(), "127.0.0.1:0".parse().unwrap())
        };
        let server = rapport_server::start(config).await.unwrap();
        let client = Client::new(&server.url(), None, Some("demo".into())).unwrap();
        let counterparts = counterparts::start(folder.path()).await.unwrap();
        let year = Year::around(jiff::Zoned::now().with_time_zone(jiff::tz::TimeZone::UTC).date());
        let shop = shop::set_up(&client, &counterparts, &year).await.unwrap();
        let till = Client::new(&server.url(), Some(shop.key("till").unwrap().to_owned()), None).unwrap();

        // Two households got the letter ten days ago; one of them redeemed its coupon in one of two baskets of the day.
        let (bought, recorded) = (midnight(year.today) - Span::DAY.times(5), Date::constant(2017, 12, 28));
        let days =
            |n: i64| (midnight(year.today) + Span::DAY.times(n)).timestamp().to_zoned(jiff::tz::TimeZone::UTC).date();
        let letter = Letter { kind: "Type B".into(), starts: days(-10), ends: days(-1), households: vec![7, 8] };
        let letters = Letters {
            letters: BTreeMap::from([(3, letter)]),
            redeemed: vec![Redeemed { household: 7, letter: 3, day: recorded }],
        };
        let baskets = vec![
            RecordedBasket::of_one(1, 7, recorded, bought, 12.0, 0.0),
            RecordedBasket::of_one(2, 7, recorded, bought, 30.0, 1.5),
            RecordedBasket::of_one(3, 8, recorded, bought, 9.0, 0.0),
        ];
        people::introduce(&till, [7, 8].into_iter()).await.unwrap();
        assert_eq!(letters.bring_in(&client, &year, &baskets).await.unwrap(), 1);
        purchases::bring_in(&till, baskets, |_| {}).await.unwrap();
        let mut credits = Vec::new();
        for order in 1..=3 {
            // An order is in the books a moment after it was told.
            let credited: Value = loop {
                match client.get(&format!("/v1/orders/{order}")).await {
                    Ok(found) => break found,
                    Err(_) => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
                }
            };
            credits.push(credited["credits"].clone());
        }
        assert_eq!((&credits[0], &credits[2]), (&json!([]), &json!([])));
        let by_letter = (&credits[1][0]["activity"], &credits[1][0]["revenue"]["minor"]);
        assert_eq!(by_letter, (&json!("letters-03"), &json!(3_000)));
        server.stop().await;
    }
}
