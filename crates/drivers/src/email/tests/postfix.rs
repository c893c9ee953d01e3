//! Against a real mail server: Postfix, with a configuration, ports and a mailbox of its own, as Debian ships it.
//!
//! One message goes over TLS into a mailbox file and is read back, its signature checked by what stands there; another one
//! goes to someone unknown behind a second hop, and the bounce Postfix writes finds its way back to the delivery.

use super::support::*;
use crate::email::{Kind, Settings, Tls, feedback, pool::Pool};
use mail_parser::MessageParser;
use rapport_channel::{Outcome, outgoing::token};
use std::{
    fs,
    net::TcpListener,
    os::unix::fs::{PermissionsExt, chown},
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

/// A running Postfix; stopped and removed when dropped.
struct Postfix {
    folder: tempfile::TempDir,
    port: u16,
    authority: String,
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn nobody() -> (u32, u32) {
    let passwd = fs::read_to_string("/etc/passwd").unwrap();
    let line = passwd.lines().find(|line| line.starts_with("nobody:")).unwrap();
    let mut fields = line.split(':').skip(2).map(|n| n.parse().unwrap());
    (fields.next().unwrap(), fields.next().unwrap())
}

impl Postfix {
    fn start() -> Self {
        let folder = tempfile::Builder::new().prefix("rapport-postfix-").tempdir_in("/tmp").unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        for part in ["etc", "queue", "data", "mail"] {
            fs::create_dir(at(part)).unwrap();
        }
        let (uid, gid) = nobody();
        chown(at("mail"), Some(uid), Some(gid)).unwrap();
        assert!(Command::new("chown").arg("postfix").arg(at("data")).status().unwrap().success());
        let made = rcgen::generate_simple_self_signed(vec!["localhost".into()]).unwrap();
        fs::write(at("etc/tls.pem"), made.signing_key.serialize_pem() + &made.cert.pem()).unwrap();
        let (port, inner) = (free_port(), free_port());
        // Bounces to `bounce+TOKEN@...` go to one mailbox; `far.example` lives on the second, inner server.
        fs::write(
            at("etc/main.cf"),
            format!(
                "compatibility_level = 3.6\nqueue_directory = {}\ndata_directory = {}\nmyhostname = localhost\nmydestination =\n\
                 inet_interfaces = 127.0.0.1\ninet_protocols = ipv4\nmynetworks = 127.0.0.0/8\nmaillog_file = {}\n\
                 smtpd_tls_security_level = may\nsmtpd_tls_received_header = yes\nsmtpd_tls_chain_files = {}\nalias_maps =\nalias_database =\n\
                 virtual_mailbox_base = {}\nvirtual_mailbox_domains = example.com, bounce.acme.example\n\
                 virtual_mailbox_maps = inline:{{ {{ ada@example.com = ada }}, {{ @bounce.acme.example = bounces }} }}\n\
                 virtual_uid_maps = static:{uid}\nvirtual_gid_maps = static:{gid}\nrecipient_delimiter = +\n\
                 relay_domains = far.example\ntransport_maps = inline:{{ {{ far.example = smtp:[127.0.0.1]:{inner} }} }}\n\
                 smtpd_recipient_restrictions = permit_mynetworks, reject\nbounce_queue_lifetime = 0\n\
                 maillog_file_prefixes = {}\n",
                at("queue"),
                at("data"),
                at("log"),
                at("etc/tls.pem"),
                at("mail"),
                folder.path().display()
            ),
        )
        .unwrap();
        // The second hop knows no one.
        fs::write(
            at("etc/master.cf"),
            format!(
                "127.0.0.1:{port} inet n - n - - smtpd\n127.0.0.1:{inner} inet n - n - - smtpd\n  \
                 -o {{ smtpd_recipient_restrictions = check_recipient_access inline:{{ {{ far.example = 550 5.1.1 User unknown }} }}, reject }}\n\
                 pickup unix n - n 60 1 pickup\ncleanup unix n - n - 0 cleanup\nqmgr unix n - n 300 1 qmgr\ntlsmgr unix - - n 1000? 1 tlsmgr\n\
                 rewrite unix - - n - - trivial-rewrite\nbounce unix - - n - 0 bounce\ndefer unix - - n - 0 bounce\ntrace unix - - n - 0 bounce\n\
                 verify unix - - n - 1 verify\nflush unix n - n 1000? 0 flush\nproxymap unix - - n - - proxymap\nproxywrite unix - - n - 1 proxymap\n\
                 smtp unix - - n - - smtp\nrelay unix - - n - - smtp\nerror unix - - n - - error\nretry unix - - n - - error\n\
                 discard unix - - n - - discard\nlocal unix - n n - - local\nvirtual unix - n n - - virtual\nlmtp unix - - n - - lmtp\n\
                 anvil unix - - n - 1 anvil\nscache unix - - n - 1 scache\npostlog unix-dgram n - n - 1 postlogd\n"
            ),
        )
        .unwrap();
        let postfix = Self { folder, port, authority: made.cert.pem() };
        let output = postfix.control("start");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        postfix
    }

    fn control(&self, what: &str) -> std::process::Output {
        Command::new("postfix")
            .arg("-c")
            .arg(self.folder.path().join("etc"))
            .arg(what)
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    /// The first message in a mailbox, once it is there.
    async fn first(&self, mailbox: &str) -> Vec<u8> {
        let path = self.folder.path().join("mail").join(mailbox);
        let until = Instant::now() + Duration::from_secs(30);
        loop {
            // An mbox: a `From ` line, the message, an empty line.
            if let Ok(bytes) = fs::read(&path)
                && bytes.ends_with(b"\n\n")
                && let Some(end) = bytes.iter().position(|b| *b == b'\n')
            {
                return bytes[end + 1..].to_vec();
            }
            assert!(Instant::now() < until, "nothing in {mailbox}: {}", self.log());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        self.control("stop");
    }
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0)
}

#[tokio::test]
async fn a_real_server_takes_it_and_its_bounce_comes_back() {
    if !Path::new("/usr/sbin/postfix").exists() || !is_root() {
        assert!(
            std::env::var_os("CI").is_none(),
            "postfix (and root, which it wants) is missing: run scripts/install-test-tools.sh"
        );
        println!("skipped: postfix is not installed (scripts/install-test-tools.sh installs it), or this is not root");
        return;
    }
    let postfix = Postfix::start();
    let settings = Settings {
        authorities: Some(postfix.authority.clone()),
        patience: Duration::from_secs(20),
        after_dot: Duration::from_secs(60),
        ..Settings::new("localhost", postfix.port, Tls::Required)
    };
    let pool = Pool::new(settings).unwrap();
    let sender = sender(signers());

    let text = "Grüße aus dem Laden.\r\n.\r\nZażółć gęślą jaźń €\r\n";
    let good = mail(1, "ada@example.com", rendered("Schuhe für Ada", text), &sender);
    let outcome = pool.deliver(&good, &Watch::default()).await;
    assert!(matches!(&outcome, Outcome::Accepted { provider_id: Some(_) }), "{outcome:?} {}", postfix.log());
    let stored = postfix.first("ada").await;
    let parsed = MessageParser::default().parse(&stored).unwrap();
    assert_eq!(parsed.subject(), Some("Schuhe für Ada"));
    assert_eq!(parsed.body_text(0).unwrap().replace("\r\n", "\n").trim_end(), text.replace("\r\n", "\n").trim_end());
    let envelope = format!("bounce+{}@bounce.acme.example", token(&key(1)));
    assert!(parsed.header_raw("Return-Path").unwrap().contains(&envelope));
    for name in ["List-Unsubscribe", "List-Unsubscribe-Post", "DKIM-Signature", "Message-ID"] {
        assert!(parsed.header_raw(name).is_some(), "{name}");
    }
    assert!(String::from_utf8_lossy(&stored).contains("using TLSv1.3"), "it came over TLS");

    // Unknown at our own server: refused in the transaction.
    let refused = pool.deliver(&mail(2, "nobody@example.com", rendered("x", "y"), &sender), &Watch::default()).await;
    assert_eq!(refused, Outcome::Refused { code: "550 5.1.1".into(), permanent: true });

    // Unknown behind the next hop: taken, and a bounce comes back to the token.
    let far = pool.deliver(&mail(3, "eve@far.example", rendered("x", "y"), &sender), &Watch::default()).await;
    assert!(matches!(far, Outcome::Accepted { .. }), "{far:?}");
    let bounce = feedback::read(&postfix.first("bounces").await);
    assert_eq!(bounce.kind, Kind::HardBounce);
    assert_eq!(bounce.token, Some(token(&key(3))));
    assert_eq!(bounce.recipient.as_deref(), Some("eve@far.example"));
    assert_eq!(bounce.status.as_deref(), Some("5.1.1"));
}
