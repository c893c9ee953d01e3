//! The official clients, unchanged and only pointed at our address.

use crate::support::{Rapport, Shop, process::Otherwise, secs, tools, until};
use reqwest::Method;
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    net::SocketAddr,
    process::Command,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// Stands between a client and the server: answers the first requests itself, busy, and passes the rest on.
struct Doorman {
    address: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl Drop for Doorman {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Doorman {
    async fn before(server: String, refusals: &'static [&'static str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let heads: Arc<Mutex<Vec<String>>> = Arc::default();
        let kept = heads.clone();
        let task = tokio::spawn(async move {
            let mut left = refusals.iter();
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(pass(client, server.clone(), left.next().copied(), kept.clone()));
            }
        });
        Self { address, heads, task }
    }

    fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

async fn pass(mut client: TcpStream, server: String, refusal: Option<&'static str>, heads: Arc<Mutex<Vec<String>>>) {
    let mut said = Vec::new();
    let end = loop {
        let mut part = [0; 4096];
        let Ok(n @ 1..) = client.read(&mut part).await else { return };
        said.extend_from_slice(&part[..n]);
        if let Some(end) = said.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
    };
    let head = String::from_utf8_lossy(&said[..end]).to_ascii_lowercase();
    heads.lock().unwrap().push(head.clone());
    match refusal {
        Some(status) => {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
            let length: usize = length.and_then(|text| text.trim().parse().ok()).unwrap_or_default();
            let mut rest = vec![0; (end + length).saturating_sub(said.len())];
            let _ = client.read_exact(&mut rest).await;
            let answer =
                format!("HTTP/1.1 {status}\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            let _ = client.write_all(answer.as_bytes()).await;
        }
        None => {
            let Ok(mut server) = TcpStream::connect(server).await else { return };
            if server.write_all(&said).await.is_ok() {
                let _ = copy_bidirectional(&mut client, &mut server).await;
            }
        }
    }
}

const BUSY: &[&str] = &["429 Too Many Requests", "503 Service Unavailable"];

/// All six calls of one client are on the timeline of the one person they are about.
async fn six_calls(shop: &Shop, user: &str) {
    let titles = ["Identified", "Order Completed", "Page Home", "Screen Basket", "Group", "Alias", "Product Viewed"];
    until(&format!("all calls of {user} on one timeline"), secs(30), async || {
        let found = shop.admin.get(&format!("/v1/customers?identifier=user_id:{user}")).await;
        if found.as_array().unwrap().is_empty() {
            return None;
        }
        let timeline = shop.timeline(user).await;
        let events: Vec<&str> = timeline
            .iter()
            .filter(|entry| entry["kind"] == "event")
            .filter_map(|entry| entry["title"].as_str())
            .collect();
        println!("{events:?}");
        let all = titles.iter().all(|title| events.iter().filter(|event| *event == title).count() == 1);
        (all && events.len() == titles.len()).then_some(())
    })
    .await;
    let id = shop.customer(user).await;
    let view = shop.admin.get(&format!("/v1/customers/{id}")).await;
    assert_eq!(view["traits"].as_array().unwrap().iter().filter(|one| one["name"] == "email").count(), 1, "{view}");
    assert_eq!(view["purchases"].as_array().unwrap().len(), 1, "{view}");
    let same = shop.admin.get(&format!("/v1/customers?identifier=anonymous_id:before-{user}")).await;
    assert_eq!(same[0]["id"], id.as_str(), "the alias is the same person");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_node_client_is_understood_and_waits_when_asked() {
    let Some(folder) = tools::node_sdk() else { return };
    let rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    let server = rapport.api.base.strip_prefix("http://").unwrap().to_owned();
    let doorman = Doorman::before(server, BUSY).await;
    let mut client = Command::new("node");
    client.arg(folder.join("send.mjs")).arg(format!("http://{}", doorman.address)).arg(shop.write_key("shop"));
    let (code, said) = tools::run({
        client.arg("node-1").current_dir(&folder);
        client
    })
    .await;
    assert_eq!(code, Some(0), "{said}");
    six_calls(&shop, "node-1").await;
    assert!(doorman.heads().len() > BUSY.len(), "{:?}", doorman.heads());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_python_client_is_understood_packed_and_waits_when_asked() {
    let Some(python) = tools::python() else { return };
    let rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    let server = rapport.api.base.strip_prefix("http://").unwrap().to_owned();
    let doorman = Doorman::before(server, BUSY).await;
    let mut client = Command::new(python);
    client.arg(tools::workspace().join("tests/sdk/send.py")).arg(format!("http://{}", doorman.address));
    let (code, said) = tools::run({
        client.arg(shop.write_key("shop")).arg("python-1");
        client
    })
    .await;
    assert_eq!(code, Some(0), "{said}");
    six_calls(&shop, "python-1").await;
    let packed = doorman.heads().iter().filter(|head| head.contains("content-encoding: gzip")).count();
    assert!(packed > BUSY.len(), "{:?}", doorman.heads());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rudderstack_client_is_understood_with_its_defaults() {
    let Some(folder) = tools::node_sdk() else { return };
    let rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    let mut client = Command::new("node");
    client.arg(folder.join("rudder.mjs")).arg(&rapport.api.base).arg(shop.write_key("shop")).arg("rudder-1");
    let (code, said) = tools::run({
        client.current_dir(&folder);
        client
    })
    .await;
    assert_eq!(code, Some(0), "{said}");
    six_calls(&shop, "rudder-1").await;
}

/// A shop's page on an address of its own, with Segment's client for browsers.
#[tokio::test(flavor = "multi_thread")]
async fn the_browser_client_is_understood_in_a_page_of_another_origin() {
    let Some(folder) = tools::node_sdk() else { return };
    let Some(chromium) = tools::chromium() else { return };
    let rapport = Rapport::otherwise(Otherwise { local: true, ..Otherwise::default() }).await;
    let shop = Shop::open(&rapport).await;
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let browse = async |key: &str, user: &'static str| {
        let mut client = Command::new("node");
        client.arg(folder.join("browse.mjs")).arg(&rapport.api.base).arg(key).args([user, &port.to_string()]);
        client.env("CHROMIUM", chromium).current_dir(&folder);
        tools::run(client).await
    };
    let pages = |id: &str, origins: Value| json!({"id": id, "name": id, "brand": "acme", "touchpoint": "shop", "origins": origins});
    let closed = shop.admin.post("/v1/sources", pages("closed", json!([]))).await;
    let (code, said) = browse(closed["write_key"].as_str().unwrap(), "browser-0").await;
    assert_ne!(code, Some(0), "{said}");
    let unknown = shop.admin.get("/v1/customers?identifier=user_id:browser-0").await;
    assert_eq!(unknown, json!([]), "the page saw a failure and yet it was kept");

    let origin = format!("http://127.0.0.1:{port}");
    let open = shop.admin.post("/v1/sources", pages("pages", json!([origin]))).await;
    let (code, said) = browse(open["write_key"].as_str().unwrap(), "browser-1").await;
    assert_eq!(code, Some(0), "{said}");
    let titles = ["Group", "Identified", "Order Completed", "Page Home", "Product Viewed", "Screen Basket"];
    until("all calls of the page on one timeline", secs(30), async || {
        let found = shop.admin.get("/v1/customers?identifier=user_id:browser-1").await;
        found.get(0)?;
        let timeline = shop.timeline("browser-1").await;
        let events = timeline.iter().filter(|entry| entry["kind"] == "event");
        let mut events: Vec<&str> = events.filter_map(|entry| entry["title"].as_str()).collect();
        events.sort_unstable();
        (events == titles).then_some(())
    })
    .await;
    let signed_up = shop.admin.get("/v1/customers?identifier=email:browser-1@example.com").await;
    let known = shop.admin.get("/v1/customers?identifier=user_id:browser-1").await;
    assert_eq!(signed_up[0]["id"], known[0]["id"], "the address of a first sign-up counts at once");
}

/// Requests of the Node.js client as they were recorded.
#[tokio::test(flavor = "multi_thread")]
async fn recorded_requests_are_taken_whole_and_once() {
    let Some(folder) = tools::shared("event-payloads") else { return };
    let rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    let text = std::fs::read_to_string(folder.join("requests.jsonl")).unwrap();
    let requests: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let api = shop.as_source("shop");
    for _ in 0..2 {
        for recorded in &requests {
            let method: Method = recorded["method"].as_str().unwrap().parse().unwrap();
            let mut request = api.request(method, recorded["path"].as_str().unwrap());
            for (name, value) in recorded["headers"].as_object().unwrap() {
                if !["authorization", "content-length", "accept-encoding", "host", "connection"]
                    .contains(&name.as_str())
                {
                    request = request.header(name, value.as_str().unwrap());
                }
            }
            api.send(request.body(recorded["body"].to_string())).await.unwrap().good();
        }
    }
    let messages = requests.iter().flat_map(|request| request["body"]["batch"].as_array().unwrap()).count();
    until("each message on a timeline, once", secs(20), async || {
        let mut customers = BTreeSet::new();
        for user in ["u-1", "u-2"] {
            let found = shop.admin.get(&format!("/v1/customers?identifier=user_id:{user}")).await;
            customers.insert(found[0]["id"].as_str()?.to_owned());
            let same = shop.admin.get(&format!("/v1/customers?identifier=anonymous_id:anon-{user}")).await;
            customers.insert(same[0]["id"].as_str()?.to_owned());
        }
        let mut kept = 0;
        for id in &customers {
            let timeline = shop.admin.pages(&format!("/v1/customers/{id}/timeline")).await;
            kept += timeline.iter().filter(|entry| entry["kind"] == "event").count();
        }
        assert!(kept <= messages, "{kept} of {messages}");
        (kept == messages && customers.len() == 2).then_some(())
    })
    .await;
}
