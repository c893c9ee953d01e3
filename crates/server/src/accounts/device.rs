//! By which a browser is known that somebody signed in with before: a cookie that opens nothing, and lets its owner try a password while
//! strangers have used up theirs ([`rapport_account::throttle`]).

use crate::App;
use axum::http::{HeaderMap, header};
use hmac::{Hmac, Mac};
use rapport_people::PersonId;
use sha2::Sha256;

/// The name of the cookie.
const COOKIE: &str = "rapport_device";
/// How long a browser is remembered, in seconds.
const LASTS: i64 = 365 * 24 * 3_600;

/// Signs the cookies.
pub struct Devices([u8; 32]);

impl Devices {
    /// Signs device cookies with this secret of the installation.
    #[must_use]
    pub fn new(secret: [u8; 32]) -> Self {
        Self(secret)
    }

    /// The cookie of a browser that this account signed in with just now.
    #[must_use]
    pub fn cookie(&self, app: &App, account: &PersonId) -> String {
        let device = uuid::Uuid::new_v4().simple().to_string();
        let secure = if app.links.base().starts_with("https://") { "; Secure" } else { "" };
        let signature = self.signature(account, &device);
        format!("{COOKIE}={device}.{signature}; Path=/v1; HttpOnly; SameSite=Strict; Max-Age={LASTS}{secure}")
    }

    /// Which browser of this account's sent a request, if one of them did.
    #[must_use]
    pub fn of(&self, headers: &HeaderMap, account: &PersonId) -> Option<String> {
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs = cookies.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let (_, value) = pairs.find(|(name, _)| *name == COOKIE)?;
        let (device, signature) = value.split_once('.')?;
        (self.signature(account, device) == signature).then(|| device.to_owned())
    }

    fn signature(&self, account: &PersonId, device: &str) -> String {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return String::new() };
        mac.update(account.0.as_bytes());
        mac.update(b"\n");
        mac.update(device.as_bytes());
        mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
