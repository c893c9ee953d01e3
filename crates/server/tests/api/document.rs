//! What the published document says is what the API does: methods, bounds, and that what is not there is not found.

use crate::common::{KEY, Running, begin};
use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};

fn document() -> Value {
    serde_json::from_str(&rapport_server::openapi_json()).unwrap()
}

/// GETs that answer otherwise for what does not exist, and why.
const OTHERWISE: [(&str, StatusCode, &str); 1] =
    [("/v1/projects/{write_key}/settings", StatusCode::UNAUTHORIZED, "whoever has no key learns nothing of keys")];

async fn status(running: &Running, path: &str) -> StatusCode {
    running.admin(Method::GET, path).send().await.unwrap().status()
}

#[tokio::test]
async fn what_is_below_something_that_is_not_there_is_not_found() {
    let running = begin().await;
    running.plan().await;
    let nobody = "0000000000000000000000000000abcd";
    let mut walked = 0;
    for (path, operations) in document()["paths"].as_object().unwrap() {
        let Some(get) = operations.get("get").filter(|_| path.contains('{')) else { continue };
        // A customer's number, a send key, a node of the plan, and a name: what it has the form of is not there.
        let forms = ["nonesuch", nobody, "activity:nonesuch", &format!("j%2F1%2Fs%2F{nobody}%2Femail%2F1")];
        let mut said = Vec::new();
        for form in forms {
            let mut address = path.clone();
            for parameter in get["parameters"].as_array().into_iter().flatten() {
                let name = parameter["name"].as_str().unwrap();
                let number = parameter["schema"]["type"] == "integer";
                address = address.replace(&format!("{{{name}}}"), if number { "1" } else { form });
                if parameter["in"] == "query" && parameter["required"] == true {
                    address += &format!("?{name}=nonesuch");
                }
            }
            said.push(status(&running, &address).await);
        }
        walked += 1;
        if let Some((_, wanted, why)) = OTHERWISE.iter().find(|(listed, ..)| listed == path) {
            assert!(said.iter().all(|status| status == wanted), "{path}: {said:?}, though {why}");
            continue;
        }
        assert!(said.contains(&StatusCode::NOT_FOUND), "{path}: {said:?}");
        let known = [StatusCode::NOT_FOUND, StatusCode::BAD_REQUEST];
        assert!(said.iter().all(|status| known.contains(status)), "{path}: {said:?}");
    }
    assert!(walked > 15, "{walked}");
    running.end().await;
}

#[tokio::test]
async fn an_address_allows_the_methods_of_the_document() {
    let running = begin().await;
    let methods = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];
    for (path, operations) in document()["paths"].as_object().unwrap() {
        let mut listed: Vec<String> = operations.as_object().unwrap().keys().map(|m| m.to_uppercase()).collect();
        listed.sort();
        let address = path.replace("{write_key}", KEY).replace(['{', '}'], "");
        for method in methods.iter().filter(|method| !listed.contains(&method.to_string())) {
            let answer = running.admin(method.clone(), &address).send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
            let allow = answer.headers()[header::ALLOW].to_str().unwrap();
            let mut allow: Vec<&str> = allow.split(',').map(str::trim).collect();
            allow.sort_unstable();
            assert_eq!(allow, listed, "{method} {path}");
        }
    }
    running.end().await;
}

#[tokio::test]
async fn bodies_are_held_to_bounds_and_patterns_of_the_document() {
    let running = begin().await;
    running.plan().await;
    let euros = json!({"minor": 900, "currency": "EUR"});
    let basket = |others: i64| {
        json!({"code": "KINO", "redemption": "r", "order": "o", "other_vouchers": others,
            "lines": [{"product": "p", "amount": euros}]})
    };
    let consent = |version: i64| {
        json!({"who": {"user_id": "ada"}, "brand": "main", "purpose": "offers", "channel": "staff", "act": "grant",
            "wording": {"version": version, "language": "en"}, "proof": {"kind": "personal", "reference": "form 17"}})
    };
    let most = i64::from(i32::MAX);
    for (method, path, body, good) in [
        (Method::POST, "/v1/vouchers/validate", basket(most), true),
        (Method::POST, "/v1/vouchers/validate", basket(most + 1), false),
        (Method::POST, "/v1/vouchers/validate", basket(i64::from(u32::MAX)), false),
        (Method::POST, "/v1/vouchers/validate", basket(-1), false),
        (Method::POST, "/v1/consents", consent(1), true),
        (Method::POST, "/v1/consents", consent(most + 1), false),
        (Method::PUT, "/v1/mail", json!({"port": 25, "security": ""}), false),
        (Method::PUT, "/v1/mail", json!({"port": 25, "security": "tls "}), false),
        (Method::PUT, "/v1/mail", json!({"port": 25, "security": "starttls\n"}), false),
        (Method::PUT, "/v1/mail", json!({"port": 25, "security": "tls"}), true),
    ] {
        let answer = running.admin(method, path).json(&body).send().await.unwrap();
        let (status, said) = (answer.status(), answer.text().await.unwrap());
        assert_eq!(status.is_success(), good, "{path} {body}: {status} {said}");
        assert!(good || said.contains("invalid_body"), "{path} {body}: {said}");
    }
    running.end().await;
}
