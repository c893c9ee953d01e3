//! `rapport why`

use crate::{cli::Why, client::Client, failure::Failure};
use serde_json::Value;

/// Runs the command.
///
/// # Errors
/// No one is known by that identifier, or the server cannot be asked.
pub async fn run(args: Why) -> Result<(), Failure> {
    let client = Client::new(&args.remote.url, None, args.remote.token())?;
    let customer = customer(&client, &args.customer).await?;
    let path = format!("/v1/customers/{customer}/why?journey={}", encoded(&args.journey));
    let answer: Value = client.get(&path).await?;
    if args.json {
        answer!("{answer}");
        return Ok(());
    }
    for sentence in answer["answer"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        answer!("{sentence}");
    }
    Ok(())
}

async fn customer(client: &Client, text: &str) -> Result<String, Failure> {
    if text.parse::<rapport_kernel::CustomerId>().is_ok() {
        return Ok(text.to_owned());
    }
    let found: Value = client.get(&format!("/v1/customers?identifier={}", encoded(text))).await?;
    let id = found.as_array().and_then(|list| list.first()).and_then(|customer| customer["id"].as_str());
    id.map(str::to_owned).ok_or_else(|| {
        Failure::broken("no customer has that identifier")
            .next("Look for the person under Customers, and give the user id, e-mail address, phone number, card or customer id")
    })
}

/// Percent-encodes what is not unreserved (RFC 3986, section 2.3).
fn encoded(text: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes().map(|byte| if keep(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_could_be_misread_is_encoded() {
        assert_eq!(super::encoded("ada+x@example.com"), "ada%2Bx%40example.com");
    }
}
