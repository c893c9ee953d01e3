//! A device that makes passkeys, as WebAuthn Level 3 describes one: one key on P-256, no attestation.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// User present, user verified.
const VERIFIED: u8 = 0x05;

/// The device, with the page it is asked from.
pub struct Device {
    /// Its key.
    pub key: SigningKey,
    /// The id of its passkey.
    pub id: Vec<u8>,
    /// By which it names the account; it learns it when it makes the passkey.
    pub handle: Vec<u8>,
    /// How often it signed.
    pub counter: u32,
    /// The page's origin.
    pub origin: String,
    /// What it says of whoever holds it.
    pub flags: u8,
}

impl Device {
    pub fn new(number: u8, origin: &str) -> Self {
        Self {
            key: SigningKey::from_slice(&[number; 32]).unwrap(),
            id: vec![number; 16],
            handle: Vec::new(),
            counter: 0,
            origin: origin.to_owned(),
            flags: VERIFIED,
        }
    }

    /// The same key in another device: a copy.
    pub fn copy(&self) -> Self {
        Self {
            key: self.key.clone(),
            id: self.id.clone(),
            handle: self.handle.clone(),
            origin: self.origin.clone(),
            ..*self
        }
    }

    /// Makes its passkey, as `navigator.credentials.create` answers.
    pub fn make(&mut self, options: &Value) -> Value {
        self.handle = BASE64.decode(options["user"]["id"].as_str().unwrap()).unwrap();
        let point = self.key.verifying_key().to_sec1_point(false);
        let mut data = self.data(options["rp"]["id"].as_str().unwrap(), self.flags | 0x40);
        data.extend([0; 16]);
        data.extend((self.id.len() as u16).to_be_bytes());
        data.extend(&self.id);
        // The key in COSE: EC2, ES256, P-256, x, y.
        data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        data.extend(point.x().unwrap());
        data.extend([0x22, 0x58, 0x20]);
        data.extend(point.y().unwrap());
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59".to_vec();
        object.extend((data.len() as u16).to_be_bytes());
        object.extend(&data);
        let client = self.client("webauthn.create", options);
        self.answer(json!({"attestationObject": BASE64.encode(object), "clientDataJSON": BASE64.encode(client)}))
    }

    /// Signs a challenge, as `navigator.credentials.get` answers.
    pub fn sign(&mut self, options: &Value) -> Value {
        self.counter += 1;
        let data = self.data(options["rpId"].as_str().unwrap(), self.flags);
        let client = self.client("webauthn.get", options);
        let signed = [data.as_slice(), &Sha256::digest(&client)].concat();
        let signature: Signature = self.key.sign(&signed);
        self.answer(json!({
            "authenticatorData": BASE64.encode(data),
            "clientDataJSON": BASE64.encode(client),
            "signature": BASE64.encode(signature.to_der()),
            "userHandle": BASE64.encode(&self.handle),
        }))
    }

    fn data(&self, host: &str, flags: u8) -> Vec<u8> {
        let mut data = Sha256::digest(host).to_vec();
        data.push(flags);
        data.extend(self.counter.to_be_bytes());
        data
    }

    fn client(&self, kind: &str, options: &Value) -> Vec<u8> {
        json!({"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false})
            .to_string()
            .into_bytes()
    }

    fn answer(&self, response: Value) -> Value {
        let id = BASE64.encode(&self.id);
        json!({"id": id, "rawId": id, "type": "public-key", "response": response, "clientExtensionResults": {}})
    }
}
