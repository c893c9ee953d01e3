//! A company's directory: the requests that Okta and Microsoft Entra send, and what becomes of people.

use crate::common::{
    Running, begin,
    browser::{WORDS, set_up},
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// What the directory comes with: the token of a program's account.
struct Directory<'a> {
    server: &'a Running,
    token: String,
}

impl<'a> Directory<'a> {
    async fn begin(server: &'a Running) -> Self {
        let account = json!({"name": "Directory", "roles": [{"role": "administrator"}]});
        let (status, made) = server.post("/v1/people", account).await;
        assert_eq!(status, StatusCode::CREATED, "{made}");
        Self { server, token: made["token"].as_str().unwrap().to_owned() }
    }

    async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        let mut request = self.server.plain(method, &format!("/scim/v2/{path}")).bearer_auth(&self.token);
        if let Some(body) = body {
            request = request.header("content-type", "application/scim+json").body(body.to_string());
        }
        let response = request.send().await.unwrap();
        let (status, media) = (response.status(), response.headers().get("content-type").cloned());
        let text = response.text().await.unwrap();
        if !text.is_empty() {
            assert_eq!(media.unwrap(), "application/scim+json", "{path}: {text}");
        }
        (status, serde_json::from_str(&text).unwrap_or_default())
    }

    async fn get(&self, path: &str) -> Value {
        let (status, found) = self.ask(Method::GET, path, None).await;
        assert_eq!(status, StatusCode::OK, "{path}: {found}");
        found
    }

    async fn make(&self, path: &str, body: Value) -> String {
        let (status, made) = self.ask(Method::POST, path, Some(body)).await;
        assert_eq!(status, StatusCode::CREATED, "{made}");
        made["id"].as_str().unwrap().to_owned()
    }
}

fn cleo() -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "Cleo@example.com", "externalId": "00u7",
        "name": {"givenName": "Cleo", "familyName": "Example"}, "displayName": "Cleo Example", "active": true,
        "emails": [{"primary": true, "value": "cleo@example.com", "type": "work"}], "locale": "en-US", "groups": [],
    })
}

fn patch(operations: Value) -> Option<Value> {
    Some(json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations}))
}

#[tokio::test]
async fn whom_the_directory_closes_is_out_of_everything_at_once() {
    let server = begin().await;
    let directory = Directory::begin(&server).await;
    let query = "Users?filter=userName%20eq%20%22cleo%40example.com%22&startIndex=1&count=100";
    assert_eq!(directory.get(query).await["totalResults"], 0);
    let id = directory.make("Users", cleo()).await;
    let found = directory.get(query).await;
    assert_eq!((&found["totalResults"], &found["Resources"][0]["id"]), (&json!(1), &json!(id)));
    let user = &found["Resources"][0];
    assert_eq!((&user["userName"], &user["externalId"]), (&json!("Cleo@example.com"), &json!("00u7")), "as written");
    // The role comes with the team.
    let team = directory.make("Groups", json!({"displayName": "Campaigns", "members": [{"value": id}]})).await;
    let (status, given) = server.post(&format!("/v1/teams/{team}/roles"), json!({"role": "analyst"})).await;
    assert_eq!((status, &given["roles"][0]["role"]), (StatusCode::CREATED, &json!("analyst")), "{given}");
    let (_, link) = server.post(&format!("/v1/people/{id}/link"), json!({})).await;
    let link = link["link"].as_str().unwrap().split_once('#').unwrap().1.to_owned();
    let set = json!({"link": link, "password": "drei Birnen im Fenster"});
    let entered = server.plain(Method::POST, "/v1/password-links/use").json(&set).send().await.unwrap();
    assert_eq!(entered.status(), StatusCode::OK);
    let cookie = entered.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let reads = async || {
        let request = server.plain(Method::GET, "/v1/plan").header("cookie", &cookie);
        request.send().await.unwrap().status()
    };
    assert_eq!(reads().await, StatusCode::OK, "what the team holds");
    // Entra writes truth values as texts.
    let leave = patch(json!([{"op": "Replace", "path": "active", "value": "False"}]));
    let (status, left) = directory.ask(Method::PATCH, &format!("Users/{id}"), leave).await;
    assert_eq!((status, &left["active"]), (StatusCode::OK, &json!(false)), "{left}");
    assert_eq!(reads().await, StatusCode::UNAUTHORIZED, "the browser, before the answer");
    // Okta opens and closes by an object without a path.
    let back = patch(json!([{"op": "replace", "value": {"active": true}}]));
    assert_eq!(directory.ask(Method::PATCH, &format!("Users/{id}"), back).await.1["active"], true);
    assert_eq!(reads().await, StatusCode::UNAUTHORIZED, "what was ended stays ended");
    assert_eq!(directory.ask(Method::DELETE, &format!("Users/{id}"), None).await.0, StatusCode::NO_CONTENT);
    let (status, gone) = directory.ask(Method::GET, &format!("Users/{id}"), None).await;
    assert_eq!((status, &gone["status"]), (StatusCode::NOT_FOUND, &json!("404")), "{gone}");
    let people = server.get("/v1/people").await;
    let kept = people.as_array().unwrap().iter().find(|person| person["id"] == id.as_str()).unwrap();
    assert_eq!(kept["state"], "closed", "the author of what they did stays");
    // Who comes back is the same person.
    assert_eq!(directory.make("Users", cleo()).await, id);
    server.end().await;
}

#[tokio::test]
async fn a_directory_takes_over_accounts_that_were_made_by_hand_and_makes_none_twice() {
    let server = begin().await;
    let directory = Directory::begin(&server).await;
    let ben = json!({"name": "Ben Example", "email": "ben@example.com", "roles": [{"role": "analyst"}]});
    let (_, made) = server.post("/v1/people", ben).await;
    let id = made["person"]["id"].as_str().unwrap();
    let found = directory.get("Users?filter=userName%20eq%20%22BEN%40example.com%22").await;
    assert_eq!(found["Resources"][0]["id"], id);
    let said = json!({"userName": "ben@example.com", "displayName": "Benjamin Example", "externalId": "e1"});
    let (status, refused) = directory.ask(Method::POST, "Users", Some(said.clone())).await;
    assert_eq!((status, &refused["scimType"]), (StatusCode::CONFLICT, &json!("uniqueness")), "{refused}");
    let elsewhere = json!({"userName": "Ben@example.com", "emails": [{"value": "elsewhere@example.com"}]});
    let (status, refused) = directory.ask(Method::POST, "Users", Some(elsewhere)).await;
    assert_eq!((status, &refused["scimType"]), (StatusCode::CONFLICT, &json!("uniqueness")), "{refused}");
    let (status, changed) = directory.ask(Method::PUT, &format!("Users/{id}"), Some(said)).await;
    assert_eq!((status, &changed["displayName"]), (StatusCode::OK, &json!("Benjamin Example")), "{changed}");
    assert_eq!(directory.get("Users?filter=externalId%20eq%20%22e1%22").await["totalResults"], 1);
    // Two people of one name are two authors.
    let same = json!({"userName": "ben2@example.com", "displayName": "Benjamin Example"});
    let other = directory.make("Users", same).await;
    let called = directory.get(&format!("Users/{other}")).await["displayName"].clone();
    assert_eq!(called, "Benjamin Example (ben2@example.com)");
    for (path, body, scim_type) in [
        ("Users", json!({"userName": "nobody"}), "invalidValue"),
        ("Users", json!([]), "invalidSyntax"),
        ("Groups", json!({"displayName": "Ghosts", "members": [{"value": "p_nobody"}]}), "invalidValue"),
    ] {
        let (status, refused) = directory.ask(Method::POST, path, Some(body)).await;
        assert_eq!((status, &refused["scimType"]), (StatusCode::BAD_REQUEST, &json!(scim_type)), "{refused}");
    }
    let (status, refused) = directory.ask(Method::GET, "Users?filter=userName%20is%20%22x%22", None).await;
    assert_eq!((status, &refused["scimType"]), (StatusCode::BAD_REQUEST, &json!("invalidFilter")));
    let page = directory.get("Users?startIndex=2&count=1").await;
    assert_eq!((&page["totalResults"], &page["itemsPerPage"], &page["startIndex"]), (&json!(2), &json!(1), &json!(2)));
    server.end().await;
}

#[tokio::test]
async fn groups_are_teams_and_only_who_could_give_their_roles_brings_people_in() {
    let server = begin().await;
    let ada = set_up(&server).await;
    let directory = Directory::begin(&server).await;
    let id = directory.make("Users", cleo()).await;
    let team =
        directory.make("Groups", json!({"displayName": "Administrators", "externalId": "g1", "members": []})).await;
    let (status, _) = server.post(&format!("/v1/teams/{team}/roles"), json!({"role": "administrator"})).await;
    assert_eq!(status, StatusCode::CREATED);
    let some = json!({"name": "t", "permissions": ["people.read", "people.manage"], "days": 1, "password": WORDS});
    let some = ada.post("/v1/tokens", some).await.1["token"].as_str().unwrap().to_owned();
    let bring = json!({"name": "Administrators", "members": [id]});
    let bring = server.plain(Method::PUT, &format!("/v1/teams/{team}")).bearer_auth(some).json(&bring);
    assert_eq!(bring.send().await.unwrap().status(), StatusCode::FORBIDDEN, "it could not give what the team holds");
    let add = patch(json!([{"op": "Add", "path": "members", "value": [{"value": id}]}]));
    let (status, filled) = directory.ask(Method::PATCH, &format!("Groups/{team}"), add).await;
    assert_eq!((status, &filled["members"][0]["display"]), (StatusCode::OK, &json!("Cleo Example")), "{filled}");
    let without = directory.get(&format!("Groups/{team}?excludedAttributes=members")).await;
    assert_eq!(without["members"], json!([]));
    assert_eq!(directory.get(&format!("Users/{id}")).await["groups"][0]["value"], json!(team));
    let remove = format!("members[value eq \"{id}\"]");
    let remove = patch(json!([{"op": "Remove", "path": remove}]));
    let (_, emptied) = directory.ask(Method::PATCH, &format!("Groups/{team}"), remove).await;
    assert_eq!(emptied["members"], json!([]));
    let (status, held) = directory.ask(Method::DELETE, &format!("Groups/{team}"), None).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "it holds a role: {held}");
    let teams = server.get("/v1/teams").await;
    assert_eq!((&teams[0]["name"], &teams[0]["from_directory"]), (&json!("Administrators"), &json!(true)));
    let role = teams[0]["roles"][0]["id"].as_str().unwrap();
    let withdraw = server.admin(Method::DELETE, &format!("/v1/teams/{team}/roles/{role}"));
    assert_eq!(withdraw.send().await.unwrap().status(), StatusCode::OK);
    assert_eq!(directory.ask(Method::DELETE, &format!("Groups/{team}"), None).await.0, StatusCode::NO_CONTENT);
    // A stranger, and a program that may not manage people.
    let bare = server.plain(Method::GET, "/scim/v2/Users").send().await.unwrap();
    assert_eq!(bare.status(), StatusCode::UNAUTHORIZED);
    let (_, analyst) = server.post("/v1/people", json!({"name": "Reports", "roles": [{"role": "analyst"}]})).await;
    let analyst = analyst["token"].as_str().unwrap();
    let make = server.plain(Method::POST, "/scim/v2/Users").bearer_auth(analyst).json(&cleo()).send().await.unwrap();
    assert_eq!(make.status(), StatusCode::NOT_FOUND, "it does not see who works here");
    server.end().await;
}
