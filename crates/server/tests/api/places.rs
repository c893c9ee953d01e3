//! Rights at places: what somebody who holds a role in a part of the plan, of a brand or for one journey sees, hears and may do.

use crate::common::{Running, TOKEN, begin};
use rapport_people::{
    AskedAt, Grant, GrantId, Holder, NotAllowed, Object, ObjectKind, Operation, Place, Policy, Principal, Realm,
    Rights, RightsChange, Role,
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::{collections::BTreeSet, time::Duration};

/// A program that holds roles, and asks by its token.
struct Program<'a> {
    server: &'a Running,
    token: String,
}

impl Program<'_> {
    async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        let request = self.server.plain(method, path).bearer_auth(&self.token);
        let request = match &body {
            Some(body) => request.json(body),
            None => request,
        };
        let response = request.send().await.unwrap();
        (response.status(), response.json().await.unwrap_or_default())
    }

    async fn get(&self, path: &str) -> (StatusCode, Value) {
        self.ask(Method::GET, path, None).await
    }

    async fn post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        self.ask(Method::POST, path, Some(body)).await
    }

    async fn sees(&self, path: &str) -> Value {
        let (status, answer) = self.get(path).await;
        assert_eq!(status, StatusCode::OK, "{path}: {answer}");
        answer
    }
}

async fn holding<'a>(server: &'a Running, name: &str, role: Value) -> Program<'a> {
    let (status, made) = server.post("/v1/people", json!({"name": name, "roles": [role]})).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    Program { server, token: made["token"].as_str().unwrap().to_owned() }
}

fn ids(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect()
}

fn flow(id: &str, activity: &str) -> String {
    format!(
        "id: {id}\nname: {id}\nbrand: main\nactivity: {activity}\npurpose: offers\n\
         triggers: [{{when: {{event: Store Entered}}}}]\nentry: {{re_entry: always}}\nsteps:\n  \
         - id: tell\n    message: {{channel: staff, unit_cost: 0.20 EUR, content: {{say: \"Hello\"}}}}\n  \
         - id: pause\n    wait: {{for: 30d}}\n"
    )
}

/// Two areas, each with an activity that has money, a journey and a pool of vouchers; and a campaign of another brand in the first.
async fn two_areas(server: &Running) {
    server.plan().await;
    let mut other = server.get("/v1/brands/main").await["settings"].clone();
    (other["id"], other["name"]) = (json!("other"), json!("Other"));
    assert_eq!(server.put("/v1/brands/other", json!({"settings": other})).await.0, StatusCode::OK);
    for (id, parent, brand) in [
        ("area:social", "plan:year", None),
        ("campaign:autumn", "area:social", None),
        ("activity:coats", "campaign:autumn", None),
        ("campaign:other", "area:direct", Some("other")),
        ("activity:hats", "campaign:other", None),
    ] {
        let node = json!({"id": id, "name": id, "parent": parent, "brand": brand});
        let (status, answer) = server.post("/v1/plan/nodes", node).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
    }
    let money = json!({"to": "coats", "amount": {"minor": 30_000, "currency": "EUR"}, "reason": "the year's budget"});
    assert_eq!(server.post("/v1/plan/transfers", money).await.0, StatusCode::CREATED);
    server.publish("welcome", &flow("welcome", "shoes")).await;
    server.publish("farewell", &flow("farewell", "coats")).await;
    for (id, activity) in [("socks", "shoes"), ("scarves", "coats")] {
        let pool = json!({"id": id, "name": id, "brand": "main", "activity": activity, "imported": true,
            "benefit": {"amount": {"minor": 500, "currency": "EUR"}}});
        let (status, answer) = server.post("/v1/vouchers/pools", pool).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
    }
}

#[tokio::test]
async fn an_area_is_seen_whole_and_nothing_beside_or_above_it() {
    let server = begin().await;
    two_areas(&server).await;
    let moved =
        json!({"from": "coats", "to": "shoes", "amount": {"minor": 700, "currency": "EUR"}, "reason": "more shoes"});
    assert_eq!(server.post("/v1/plan/transfers", moved).await.0, StatusCode::CREATED);
    let head = holding(&server, "Head", json!({"role": "area_head", "node": "area:direct"})).await;
    let plan = head.sees("/v1/plan").await;
    let own = ["area:direct", "campaign:spring", "activity:shoes", "campaign:other", "activity:hats"];
    assert_eq!(ids(&plan["nodes"]).into_iter().collect::<BTreeSet<_>>(), own.into_iter().collect());
    let area = &plan["nodes"][0];
    assert_eq!((&area["parent"], &area["path"]), (&Value::Null, &json!(["area:direct"])), "what is above is not named");
    let overview = head.sees("/v1/overview").await;
    let all = server.get("/v1/overview").await;
    let planned = |overview: &Value| overview["totals"][0]["figures"]["planned"]["minor"].clone();
    assert_eq!((planned(&overview), planned(&all)), (json!(100_700), json!(130_000)), "sums hold the own part alone");
    for (of, at) in [("days", "/figures/planned/minor"), ("months", "/figures/planned/minor")] {
        let last = overview[of].as_array().unwrap().last().unwrap();
        assert_eq!(last.pointer(at), Some(&json!(100_700)), "{of}");
    }
    assert_eq!(overview["compared"]["gained"]["planned"]["minor"], 100_700);
    let nodes = |list: &Value| {
        let nodes = list.as_array().unwrap().iter().map(|one| one["node"].as_str().unwrap().to_owned());
        nodes.collect::<BTreeSet<_>>()
    };
    let changes = head.sees("/v1/plan/changes").await;
    for list in [&overview["changes"], &overview["tree"], &changes["changes"], &changes["tree"]] {
        assert!(nodes(list).iter().all(|node| own.contains(&node.as_str())), "{list}");
    }
    assert!(nodes(&all["tree"]).contains("area:social"));
    assert_eq!((&overview["customers"], &all["customers"]), (&Value::Null, &json!(0)), "customers are of no area");
    // The ledger names the own side of a transfer and not where the rest came from.
    let record = |records: Value| records["items"].as_array().unwrap()[0].clone();
    let path = "/v1/plan/nodes/activity:shoes/records";
    let (seen, whole) = (record(head.sees(path).await), record(server.get(path).await));
    assert_eq!((&whole["from"], &whole["to"]), (&json!("coats"), &json!("shoes")));
    assert_eq!((&seen["from"], &seen["to"], &seen["gain"]["minor"]), (&Value::Null, &json!("shoes"), &json!(700)));
    assert_eq!(ids(&head.sees("/v1/journeys").await), ["welcome"]);
    assert_eq!(ids(&head.sees("/v1/vouchers/pools").await), ["socks"]);
    // What is hidden sounds like what is not there.
    for (hidden, absent) in [
        ("/v1/plan/nodes/area:social", "/v1/plan/nodes/area:none"),
        ("/v1/plan/nodes/plan:year", "/v1/plan/nodes/plan:none"),
        ("/v1/plan/nodes/area:social/records", "/v1/plan/nodes/area:none/records"),
        ("/v1/overview?plan=plan:year", "/v1/overview?plan=plan:none"),
        ("/v1/journeys/farewell", "/v1/journeys/none"),
        ("/v1/journeys/farewell/backtests", "/v1/journeys/none/backtests"),
        ("/v1/journeys/farewell/steps/tell/people", "/v1/journeys/none/steps/tell/people"),
    ] {
        let (status, answer) = head.get(hidden).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{hidden}: {answer}");
        assert_eq!((status, answer), head.get(absent).await, "{hidden}");
    }
    server.end().await;
}

#[tokio::test]
async fn what_is_done_is_asked_where_it_is_done() {
    let server = begin().await;
    two_areas(&server).await;
    let head = holding(&server, "Head", json!({"role": "area_head", "node": "area:direct"})).await;
    let node = |id: &str, parent: Option<&str>| json!({"id": id, "name": id, "parent": parent, "currency": null});
    let transfer = |from: Option<&str>, to: &str| json!({"from": from, "to": to, "amount": {"minor": 100, "currency": "EUR"}, "reason": "as agreed"});
    let draft = |id: &str, activity: &str| json!({"document": flow(id, activity)});
    let pool = |activity: &str| {
        json!({"id": format!("of-{activity}"), "name": activity, "brand": "main", "activity": activity,
            "imported": true, "benefit": {"amount": {"minor": 500, "currency": "EUR"}}})
    };
    let moved = |parent: &str| json!({"parent": parent, "reason": "as agreed"});
    let (found, made) = (StatusCode::OK, StatusCode::CREATED);
    for (method, path, body, expected) in [
        (Method::POST, "/v1/plan/nodes", node("activity:boots", Some("campaign:spring")), made),
        (Method::POST, "/v1/plan/nodes", node("activity:gloves", Some("campaign:autumn")), StatusCode::NOT_FOUND),
        (Method::POST, "/v1/plan/nodes", node("plan:own", None), StatusCode::NOT_FOUND),
        (Method::POST, "/v1/plan/nodes/activity:boots/move", moved("campaign:autumn"), StatusCode::NOT_FOUND),
        (Method::POST, "/v1/plan/nodes/activity:boots/move", moved("campaign:other"), found),
        (Method::POST, "/v1/plan/transfers", transfer(Some("shoes"), "boots"), made),
        (Method::POST, "/v1/plan/transfers", transfer(Some("shoes"), "coats"), StatusCode::NOT_FOUND),
        (Method::POST, "/v1/plan/transfers", transfer(Some("coats"), "shoes"), StatusCode::NOT_FOUND),
        (Method::POST, "/v1/plan/transfers", transfer(None, "shoes"), StatusCode::NOT_FOUND),
        (Method::PUT, "/v1/journeys/new/draft", draft("new", "shoes"), found),
        (Method::PUT, "/v1/journeys/newer/draft", draft("newer", "coats"), StatusCode::NOT_FOUND),
        (Method::PUT, "/v1/journeys/welcome/draft", draft("welcome", "coats"), StatusCode::NOT_FOUND),
        (Method::PUT, "/v1/journeys/farewell/draft", draft("farewell", "shoes"), StatusCode::NOT_FOUND),
        (Method::POST, "/v1/journeys/welcome/publish", draft("welcome", "coats"), StatusCode::NOT_FOUND),
        (Method::POST, "/v1/journeys/farewell/publish", json!({}), StatusCode::NOT_FOUND),
        (Method::POST, "/v1/journeys/welcome/publish", draft("welcome", "shoes"), found),
        (Method::POST, "/v1/journeys/welcome/pause", json!({}), found),
        (Method::POST, "/v1/journeys/farewell/pause", json!({}), StatusCode::NOT_FOUND),
        (Method::POST, "/v1/vouchers/pools", pool("shoes"), made),
        (Method::POST, "/v1/vouchers/pools", pool("coats"), StatusCode::NOT_FOUND),
        (Method::POST, "/v1/vouchers/pools/socks/close", json!({}), found),
        (Method::POST, "/v1/vouchers/pools/scarves/close", json!({}), StatusCode::NOT_FOUND),
    ] {
        let (status, answer) = head.ask(method.clone(), path, Some(body.clone())).await;
        assert_eq!(status, expected, "{method} {path} {body}: {answer}");
    }
    // Seen and not to be done: the permission's name. Nobody who has it has ever come in.
    let closing = json!({"last_day": "2026-01-31", "reason": "over"});
    let (status, denied) = head.post("/v1/plan/nodes/area:direct/close_books", closing).await;
    assert_eq!((status, &denied["reason"]), (StatusCode::FORBIDDEN, &json!("permission_missing")), "{denied}");
    assert_eq!(denied["said"]["permission"], "plan.close_books", "{denied}");
    server.end().await;
}

#[tokio::test]
async fn messages_are_seen_where_they_are_paid_and_names_only_by_who_may_see_them() {
    let server = begin().await;
    two_areas(&server).await;
    assert_eq!(
        server.post("/v1/branches", json!({"id": "mitte", "name": "Mitte", "brand": "main"})).await.0,
        StatusCode::CREATED
    );
    let ada = server.identify("ada", json!({"name": "Ada Beispiel", "email": "ada@example.com"})).await;
    server.consent("ada", "staff", "grant").await;
    server.track("ada", "Store Entered", json!({"branch": "mitte", "note": "Ada Beispiel"})).await;
    server
        .until("both prompts", async |server: &Running| {
            let sent = server.get("/v1/deliveries?state=accepted").await["items"].as_array().unwrap().len();
            (sent == 2).then_some(())
        })
        .await;
    let head = holding(&server, "Head", json!({"role": "area_head", "node": "area:direct"})).await;
    let officer = holding(&server, "Officer", json!({"role": "data_protection_officer", "node": "area:direct"})).await;
    let all = server.get("/v1/deliveries").await;
    let foreign = all["items"].as_array().unwrap().iter().find(|one| one["journey"] == "farewell").unwrap();
    let foreign = foreign["send_key"].as_str().unwrap().replace('/', "%2F");
    for (who, named) in [(&head, false), (&officer, true)] {
        let listed = who.sees("/v1/deliveries").await;
        let items = listed["items"].as_array().unwrap();
        assert_eq!((items.len(), &items[0]["journey"]), (1, &json!("welcome")), "{listed}");
        let key = items[0]["send_key"].as_str().unwrap().replace('/', "%2F");
        let one = who.sees(&format!("/v1/deliveries/{key}")).await;
        let people = who.sees("/v1/journeys/welcome/steps/pause/people").await;
        let why = who.sees(&format!("/v1/customers/{ada}/why?journey=welcome")).await;
        assert!(!why["entries"].as_array().unwrap().is_empty(), "{why}");
        for (shown, what) in [(&listed, "list"), (&one, "message"), (&people, "people"), (&why, "why")] {
            assert_eq!(shown.to_string().contains("Ada Beispiel"), named, "{what}: {shown}");
        }
        assert_eq!(one["content"] == json!({}), !named, "{one}");
        let (status, answer) = who.get(&format!("/v1/deliveries/{foreign}")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{answer}");
        let (status, answer) = who.get(&format!("/v1/customers/{ada}/why?journey=farewell")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{answer}");
        let (status, _) = who.get(&format!("/v1/customers/{ada}")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "customers stand at the company");
    }
    assert_eq!(
        (head.sees("/v1/overview").await["sent"].clone(), server.get("/v1/overview").await["sent"].clone()),
        (json!(1), json!(2))
    );
    // At the company, too, names are a permission of their own.
    let analyst = holding(&server, "Analyst", json!({"role": "analyst"})).await;
    let known = analyst.sees(&format!("/v1/customers/{ada}")).await;
    assert!(!known.to_string().contains("Beispiel") && !known.to_string().contains("ada@"), "{known}");
    assert!(server.get(&format!("/v1/customers/{ada}")).await.to_string().contains("Ada Beispiel"));
    server.end().await;
}

#[tokio::test]
async fn a_role_is_held_at_a_node_of_a_brand_for_one_journey_and_until_a_date() {
    let server = begin().await;
    two_areas(&server).await;
    let brand = holding(&server, "Brand", json!({"role": "area_head", "brand": "other"})).await;
    assert_eq!(ids(&brand.sees("/v1/plan").await["nodes"]), ["campaign:other", "activity:hats"]);
    assert_eq!(ids(&brand.sees("/v1/brands").await), ["other"]);
    assert_eq!(brand.get("/v1/brands/main").await.0, StatusCode::NOT_FOUND);
    let both = holding(&server, "Both", json!({"role": "area_head", "node": "area:direct", "brand": "other"})).await;
    assert_eq!(ids(&both.sees("/v1/plan").await["nodes"]), ["campaign:other", "activity:hats"]);
    // What of another brand hangs below a node that is seen is in none of its figures.
    let scarf = json!({"id": "activity:scarf", "name": "Scarf", "parent": "campaign:other", "brand": "main"});
    assert_eq!(server.post("/v1/plan/nodes", scarf).await.0, StatusCode::CREATED);
    let money = json!({"to": "scarf", "amount": {"minor": 400, "currency": "EUR"}, "reason": "for winter"});
    assert_eq!(server.post("/v1/plan/transfers", money).await.0, StatusCode::CREATED);
    let node = brand.sees("/v1/plan/nodes/campaign:other").await;
    assert_eq!(
        (ids(&node["children"]), &node["node"]["figures"]["planned"]["minor"]),
        (vec!["activity:hats"], &json!(0))
    );
    let records = brand.sees("/v1/plan/nodes/campaign:other/records").await;
    assert_eq!(records["items"], json!([]), "{records}");
    assert_eq!(server.get("/v1/plan/nodes/campaign:other/records").await["items"].as_array().unwrap().len(), 1);
    // Whoever is of another company sees what was shared, and is told no names.
    let agency = holding(&server, "Agency", json!({"role": "agency", "journey": "welcome"})).await;
    assert_eq!(ids(&agency.sees("/v1/journeys").await), ["welcome"]);
    assert_eq!(agency.get("/v1/journeys/farewell").await.0, StatusCode::NOT_FOUND);
    assert_eq!(agency.get("/v1/plan").await.0, StatusCode::NOT_FOUND);
    let (status, denied) =
        agency.post("/v1/journeys/welcome/publish", json!({"document": flow("welcome", "shoes")})).await;
    assert_eq!((status, &denied["said"]["code"]), (StatusCode::FORBIDDEN, &json!("permission_missing")), "{denied}");
    // What a role names has to be there, and is one place.
    for (role, status) in [
        (json!({"role": "analyst", "node": "area:none"}), StatusCode::UNPROCESSABLE_ENTITY),
        (json!({"role": "analyst", "brand": "none"}), StatusCode::UNPROCESSABLE_ENTITY),
        (json!({"role": "analyst", "journey": "none"}), StatusCode::NOT_FOUND),
        (json!({"role": "analyst", "node": "area:direct", "branch": "mitte"}), StatusCode::BAD_REQUEST),
        (json!({"role": "agency", "node": "area:direct"}), StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let (refused, answer) = server.post("/v1/people", json!({"name": "Nobody", "roles": [role.clone()]})).await;
        assert_eq!(refused, status, "{role}: {answer}");
    }
    let soon = server.server.as_ref().unwrap().app().now() + rapport_kernel::Span(1_500);
    let role = json!({"role": "analyst", "node": "area:direct", "until": soon.to_string()});
    let (status, made) = server.post("/v1/people", json!({"name": "Guest", "roles": [role]})).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    let held = &made["person"]["roles"][0];
    assert_eq!((&held["node"], &held["brand"], &held["branch"]), (&json!("area:direct"), &Value::Null, &Value::Null));
    let guest = Program { server: &server, token: made["token"].as_str().unwrap().to_owned() };
    assert_eq!(guest.get("/v1/plan").await.0, StatusCode::OK);
    let (_, session) = guest.get("/v1/session").await;
    assert!(
        session["permissions"].as_array().unwrap().contains(&json!("plan.read")),
        "screens show the part: {session}"
    );
    tokio::time::sleep(Duration::from_millis(1_600)).await;
    assert_eq!(guest.get("/v1/plan").await.0, StatusCode::NOT_FOUND);
    server.end().await;
}

/// Objects of each kind at the places that the matrix knows: their ids, and where they stand.
fn objects(kind: ObjectKind) -> Vec<(&'static str, Place)> {
    let main = |place: Place| place.of_brand("main".into());
    let other = |place: Place| place.of_brand("other".into());
    let shoes = || Place::at(["activity:shoes", "campaign:spring", "area:direct", "plan:year"]);
    let coats = || Place::at(["activity:coats", "campaign:autumn", "area:social", "plan:year"]);
    let journey = |place: Place, id: &str| main(place).of_object(Object::new(ObjectKind::Journey, id));
    let all = ["plan:year", "area:direct", "area:social"].map(Into::into);
    match kind {
        ObjectKind::Node => vec![
            ("activity:shoes", shoes()),
            ("plan:year", Place::at(["plan:year"])),
            ("area:social", Place::at(["area:social", "plan:year"])),
            ("campaign:other", other(Place::at(["campaign:other", "area:direct", "plan:year"]))),
        ],
        ObjectKind::Journey => {
            vec![("welcome", journey(shoes(), "welcome")), ("farewell", journey(coats(), "farewell"))]
        }
        ObjectKind::VoucherPool => vec![("socks", main(shoes())), ("scarves", main(coats()))],
        ObjectKind::Brand => vec![
            ("main", main(Place::company()).seen_from(all.clone())),
            ("other", other(Place::company()).seen_from(all)),
        ],
        ObjectKind::Branch => {
            vec![("mitte", main(Place::company()).of_object(Object::new(ObjectKind::Branch, "mitte")))]
        }
        ObjectKind::Source => vec![("till", main(Place::company())), ("kiosk", other(Place::company()))],
        // Of these there are none: what is not there stands at the company.
        _ => vec![("none", Place::company())],
    }
}

/// Every operation of the document, by every role, held in an area and of a brand: the server answers as the policy does.
#[tokio::test]
async fn every_operation_answers_every_role_as_the_policy_does() {
    let server = begin().await;
    two_areas(&server).await;
    server.post("/v1/branches", json!({"id": "mitte", "name": "Mitte", "brand": "main"})).await;
    for (id, brand) in [("till", "main"), ("kiosk", "other")] {
        let source = json!({"id": id, "name": id, "brand": brand, "touchpoint": "till"});
        let (status, answer) = server.post("/v1/sources", source).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
    }
    let now = server.server.as_ref().unwrap().app().now();
    let (mut asked, mut wrong) = (0, Vec::new());
    for (number, (node, brand)) in [(Some("area:direct"), None), (None, Some("other"))].into_iter().enumerate() {
        for role in Role::built_in() {
            let place =
                if role.outside { json!({"journey": "welcome"}) } else { json!({"node": node, "brand": brand}) };
            let mut given = json!({"role": role.id.0.as_str()});
            given.as_object_mut().unwrap().extend(place.as_object().unwrap().clone());
            let who = holding(&server, &format!("{} {number}", role.name), given).await;
            let realm = match role.outside {
                true => Realm::Object(Object::new(ObjectKind::Journey, "welcome")),
                false => Realm::Below { node: node.unwrap_or("company").into(), brand: brand.map(Into::into) },
            };
            let mut rights = Rights::default();
            let holder = Holder::Person("who".into());
            let grant = Grant { id: GrantId("g".into()), holder, role: role.id.clone(), realm, until: None };
            rights.evolve(&RightsChange::Give(grant));
            let (policy, principal) = (Policy::of(&rights), Principal::person("who"));
            for row in Operation::all() {
                let (Some(permission), Some(at)) = (row.permission, row.at) else { continue };
                let kind = if let AskedAt::Object(kind) = at { kind } else { ObjectKind::Hold };
                for (id, place) in objects(kind) {
                    let expected = match at {
                        AskedAt::Company | AskedAt::Object(_) => {
                            policy.ask(&principal, permission, &place, now).map(drop)
                        }
                        AskedAt::List | AskedAt::Named => policy.ask_somewhere(&principal, permission, now).map(drop),
                    };
                    // What is allowed is tried where it only reads; a stream would not end.
                    if expected.is_ok() && (row.method != "GET" || row.path.ends_with("live")) {
                        continue;
                    }
                    let mut first = true;
                    let parts = row.path.split('/').map(|part| match part.strip_prefix('{') {
                        Some(_) if std::mem::take(&mut first) => id.to_owned(),
                        Some(_) => "1".to_owned(),
                        None => part.to_owned(),
                    });
                    let path = parts.collect::<Vec<_>>().join("/");
                    let body = (row.method != "GET").then(|| json!({}));
                    let (status, answer) = who.ask(row.method.parse().unwrap(), &path, body).await;
                    let hidden = answer["detail"] == "There is nothing here that you may see.";
                    let right = match &expected {
                        // A handler's own word on what it was sent is no word on rights.
                        Ok(()) => status != StatusCode::FORBIDDEN && !(hidden && at != AskedAt::Named),
                        Err(NotAllowed::Hidden) => status == StatusCode::NOT_FOUND && hidden,
                        Err(NotAllowed::Denied { .. }) => status == StatusCode::FORBIDDEN,
                    };
                    if !right {
                        wrong.push(format!(
                            "{} {path} as {}: {expected:?}, and it answers {status} {answer}",
                            row.method, role.id
                        ));
                    }
                    asked += 1;
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {asked}: {}", wrong.len(), wrong.join("\n"));
    assert!(asked > 1_500, "{asked}");
    assert!(server.plain(Method::GET, "/v1/plan").bearer_auth(TOKEN).send().await.unwrap().status().is_success());
    server.end().await;
}
