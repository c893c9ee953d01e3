//! The schema, version by version. A version is never changed once released: add the next one.
//!
//! Times are milliseconds since 1970, money is minor units beside its currency's code, documents are JSON text.

use super::{
    SqlError,
    db::{get, values},
    value::SqlRow,
    writer::Writer,
};

/// Each version's statements.
const VERSIONS: &[&[&str]] = &[&[
    // The plan. `seq` keeps the order in which nodes were added.
    "CREATE TABLE plan_node (id TEXT PRIMARY KEY, parent TEXT NOT NULL, seq BIGINT NOT NULL, body TEXT NOT NULL)",
    "CREATE INDEX plan_node_parent ON plan_node (parent)",
    "CREATE TABLE plan_change (seq BIGINT PRIMARY KEY, node TEXT NOT NULL, at BIGINT NOT NULL, author TEXT NOT NULL,
        reason TEXT NOT NULL, body TEXT NOT NULL)",
    "CREATE INDEX plan_change_node ON plan_change (node, seq)",
    // The ledger. An empty place is outside. The balance is the sum of the transfers, kept in the same transaction.
    "CREATE TABLE ledger_transfer (seq BIGINT PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
        taken_from TEXT NOT NULL, put_at TEXT NOT NULL, minor BIGINT NOT NULL, currency TEXT NOT NULL,
        author TEXT NOT NULL, reason TEXT NOT NULL, reference_kind TEXT NOT NULL, reference_key TEXT NOT NULL,
        at BIGINT NOT NULL, recorded BIGINT NOT NULL)",
    "CREATE INDEX ledger_transfer_put ON ledger_transfer (put_at, kind, seq)",
    "CREATE INDEX ledger_transfer_taken ON ledger_transfer (taken_from, kind, seq)",
    "CREATE INDEX ledger_transfer_recorded ON ledger_transfer (recorded)",
    "CREATE INDEX ledger_transfer_reference ON ledger_transfer (reference_kind, reference_key)",
    "CREATE TABLE ledger_balance (activity TEXT NOT NULL, currency TEXT NOT NULL, kind TEXT NOT NULL,
        minor BIGINT NOT NULL, PRIMARY KEY (activity, currency, kind))",
    "CREATE TABLE ledger_offset (projector TEXT NOT NULL, part BIGINT NOT NULL, lsn BIGINT NOT NULL,
        PRIMARY KEY (projector, part))",
    "CREATE TABLE ledger_refused (id TEXT PRIMARY KEY, code TEXT NOT NULL, reason TEXT NOT NULL, body TEXT NOT NULL,
        recorded BIGINT NOT NULL)",
    // Vouchers. `code_key` is the code as it is looked up.
    "CREATE TABLE voucher_pool (id TEXT PRIMARY KEY, body TEXT NOT NULL, issued BIGINT NOT NULL,
        redeemed BIGINT NOT NULL, promised BIGINT NOT NULL, spent BIGINT NOT NULL)",
    "CREATE TABLE voucher_stock (code_key TEXT PRIMARY KEY, pool TEXT NOT NULL REFERENCES voucher_pool (id),
        seq BIGINT NOT NULL, code TEXT NOT NULL, given BIGINT NOT NULL)",
    "CREATE INDEX voucher_stock_next ON voucher_stock (pool, given, seq)",
    "CREATE TABLE voucher (code_key TEXT PRIMARY KEY, pool TEXT NOT NULL REFERENCES voucher_pool (id),
        issue_key TEXT NOT NULL, customer TEXT NOT NULL, redeemer TEXT NOT NULL, state TEXT NOT NULL, until BIGINT NOT NULL,
        revision BIGINT NOT NULL, body TEXT NOT NULL, UNIQUE (pool, issue_key))",
    "CREATE INDEX voucher_customer ON voucher (customer, pool)",
    "CREATE INDEX voucher_redeemer ON voucher (redeemer, pool)",
    "CREATE INDEX voucher_due ON voucher (state, until)",
    // Who may speak and who may look.
    "CREATE TABLE source (id TEXT PRIMARY KEY, name TEXT NOT NULL, touchpoint TEXT NOT NULL, brand TEXT NOT NULL,
        key_hash TEXT NOT NULL UNIQUE, active BIGINT NOT NULL, created BIGINT NOT NULL)",
    "CREATE TABLE account (name TEXT PRIMARY KEY, role TEXT NOT NULL, scope TEXT NOT NULL, password_hash TEXT NOT NULL,
        active BIGINT NOT NULL, created BIGINT NOT NULL)",
    "CREATE TABLE session (token_hash TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES account (name),
        label TEXT NOT NULL, created BIGINT NOT NULL, expires BIGINT NOT NULL)",
    "CREATE INDEX session_account ON session (account)",
    "CREATE TABLE secret (name TEXT PRIMARY KEY, value TEXT NOT NULL, created BIGINT NOT NULL)",
    // Documents.
    "CREATE TABLE brand_version (brand TEXT NOT NULL, version BIGINT NOT NULL, body TEXT NOT NULL, author TEXT NOT NULL,
        at BIGINT NOT NULL, PRIMARY KEY (brand, version))",
    "CREATE TABLE journey_draft (journey TEXT PRIMARY KEY, body TEXT NOT NULL, revision BIGINT NOT NULL,
        author TEXT NOT NULL, at BIGINT NOT NULL)",
    "CREATE TABLE journey_version (journey TEXT NOT NULL, version BIGINT NOT NULL, brand TEXT NOT NULL,
        activity TEXT NOT NULL, body TEXT NOT NULL, author TEXT NOT NULL, note TEXT NOT NULL, at BIGINT NOT NULL,
        PRIMARY KEY (journey, version))",
    "CREATE TABLE journey_status (journey TEXT PRIMARY KEY, status TEXT NOT NULL, author TEXT NOT NULL, at BIGINT NOT NULL)",
    // Work that must not be done twice or forgotten.
    "CREATE TABLE idempotency (key TEXT PRIMARY KEY, request_hash TEXT NOT NULL, status BIGINT NOT NULL,
        answer TEXT NOT NULL, expires BIGINT NOT NULL)",
    "CREATE INDEX idempotency_expires ON idempotency (expires)",
    "CREATE TABLE import_job (id TEXT PRIMARY KEY, file_hash TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL,
        state TEXT NOT NULL, done_rows BIGINT NOT NULL, done_bytes BIGINT NOT NULL, accepted BIGINT NOT NULL,
        refused BIGINT NOT NULL, created BIGINT NOT NULL, updated BIGINT NOT NULL)",
    "CREATE TABLE import_refused (job TEXT NOT NULL REFERENCES import_job (id), row_no BIGINT NOT NULL,
        code TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (job, row_no))",
    "CREATE TABLE job (id TEXT PRIMARY KEY, kind TEXT NOT NULL, body TEXT NOT NULL, state TEXT NOT NULL,
        done BIGINT NOT NULL, total BIGINT NOT NULL, result TEXT NOT NULL, author TEXT NOT NULL,
        created BIGINT NOT NULL, updated BIGINT NOT NULL)",
    "CREATE INDEX job_kind ON job (kind, created)",
], &[
    // The order a voucher is redeemed in, so that the order finds it.
    "ALTER TABLE voucher ADD COLUMN redeemed_in TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX voucher_redeemed_in ON voucher (redeemed_in)",
], &[
    // Which installation this database belongs to; one row.
    "CREATE TABLE installation (one BIGINT PRIMARY KEY, id TEXT NOT NULL, epoch BIGINT NOT NULL)",
], &[
    // Written and read back again and again, to see whether what is written is kept.
    "CREATE TABLE canary (id BIGINT PRIMARY KEY, beat BIGINT NOT NULL)",
    // Kept answers of the releases before could hold new keys and tokens in clear.
    "DELETE FROM idempotency WHERE answer LIKE '%\"write_key\"%' OR answer LIKE '%\"token\"%'",
], &[
    // How far a source is believed and what it may do. Sources from before keep what their touchpoint may have.
    "ALTER TABLE source ADD COLUMN trust TEXT NOT NULL DEFAULT 'public'",
    "ALTER TABLE source ADD COLUMN acts TEXT NOT NULL DEFAULT 'events decide request_consent withdraw'",
    "ALTER TABLE source ADD COLUMN branches TEXT NOT NULL DEFAULT ''",
    "UPDATE source SET trust = 'trusted', acts = 'events decide request_consent withdraw claim_consent prove_consent suppress vouchers look_up reports'
        WHERE touchpoint IN ('till', 'branch', 'call_centre') OR id = 'default'",
], &[
    // Links that are good once; the key is a hash.
    "CREATE TABLE used_link (key TEXT PRIMARY KEY, expires BIGINT NOT NULL)",
], &[
    // The books name an order by a keyed hash, and what it is credited to by a reference of its own (`super::order`).
    "CREATE TABLE order_name (order_key TEXT PRIMARY KEY, customer TEXT NOT NULL, name TEXT NOT NULL)",
    "CREATE INDEX order_name_customer ON order_name (customer)",
    "ALTER TABLE ledger_transfer ADD COLUMN touch_kind TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE ledger_transfer ADD COLUMN touch_key TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX ledger_transfer_touch ON ledger_transfer (touch_kind, touch_key)",
    // Kept answers are sealed; those in the clear go.
    "DROP TABLE idempotency",
    "CREATE TABLE kept_answer (id TEXT PRIMARY KEY, sealed TEXT NOT NULL, expires BIGINT NOT NULL)",
    "CREATE INDEX kept_answer_expires ON kept_answer (expires)",
], &[
    // What was told of each order, by whom, and what came of it.
    "CREATE TABLE order_told (order_key TEXT PRIMARY KEY, customer TEXT NOT NULL, body TEXT NOT NULL)",
    "CREATE INDEX order_told_customer ON order_told (customer)",
    "CREATE TABLE order_word (seq BIGINT PRIMARY KEY, id TEXT NOT NULL UNIQUE, order_key TEXT NOT NULL,
        at BIGINT NOT NULL, recorded BIGINT NOT NULL, source TEXT NOT NULL, public BIGINT NOT NULL, act TEXT NOT NULL,
        outcome TEXT NOT NULL, refused BIGINT NOT NULL, left_minor BIGINT, currency TEXT NOT NULL)",
    "CREATE INDEX order_word_order ON order_word (order_key, seq)",
    "CREATE INDEX order_word_refused ON order_word (recorded) WHERE refused = 1",
    // What stood in the place of an erased person's redemptions and wishes could be guessed.
    "UPDATE voucher SET body = REPLACE(body, '\"id\":\"erased/' || code_key || '\"', '\"id\":\"\"')",
    "UPDATE voucher SET issue_key = 'erased/' || LOWER(HEX(RANDOMBLOB(32))) WHERE issue_key = 'erased/' || code_key",
    "UPDATE voucher SET body = REPLACE(body, '\"key\":\"erased/' || code_key || '\"', '\"key\":\"' || issue_key || '\"')",
], &[
    // From which origins a public source's pages may speak, in a browser.
    "ALTER TABLE source ADD COLUMN origins TEXT NOT NULL DEFAULT ''",
], &[
    // How far the log was when the database was last proved: how old a copy is shows by itself (`crate::stores`).
    "ALTER TABLE canary ADD COLUMN log_end BIGINT NOT NULL DEFAULT 0",
], &[
    // Figures are as of the day on which a transfer counts, not of the one on which it was written down.
    "CREATE INDEX ledger_transfer_at ON ledger_transfer (at)",
], &[
    // What was said in each message, as it left.
    "CREATE TABLE message_copy (send_key TEXT PRIMARY KEY, customer TEXT NOT NULL, at BIGINT NOT NULL, body TEXT NOT NULL)",
    "CREATE INDEX message_copy_customer ON message_copy (customer)",
    "CREATE INDEX message_copy_at ON message_copy (at)",
], &[
    // Bookings that the rules refused, and that someone decided to leave unbooked; 0 for those that wait.
    "ALTER TABLE ledger_refused ADD COLUMN dismissed BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE ledger_refused ADD COLUMN dismissed_by TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE ledger_refused ADD COLUMN dismissed_why TEXT NOT NULL DEFAULT ''",
], &[
    // What came about on each day, so that no screen adds up the whole ledger (`super::plan::figures`). Days count from 1970, in UTC.
    "CREATE TABLE ledger_day (day BIGINT NOT NULL, activity TEXT NOT NULL, currency TEXT NOT NULL, kind TEXT NOT NULL,
        minor BIGINT NOT NULL, PRIMARY KEY (day, activity, currency, kind))",
    "INSERT INTO ledger_day (day, activity, currency, kind, minor)
        SELECT day, activity, currency, kind, CAST(SUM(minor) AS BIGINT) FROM (
            SELECT (at - (at % 86400000 + 86400000) % 86400000) / 86400000 AS day, taken_from AS activity, currency, kind,
                -minor AS minor FROM ledger_transfer
            UNION ALL SELECT (at - (at % 86400000 + 86400000) % 86400000) / 86400000, put_at, currency, kind, minor
                FROM ledger_transfer) AS every GROUP BY day, activity, currency, kind",
], &[
    // Exports that were asked for and not handed over yet.
    "CREATE TABLE open_export (customer TEXT PRIMARY KEY, since BIGINT NOT NULL, obstacle TEXT NOT NULL)",
], &[
    // From which beat on a mark counts (`super::beat`).
    "CREATE TABLE beat_mark (beat BIGINT PRIMARY KEY, mark BIGINT NOT NULL)",
], &[
    // Accounts of people: an id that stays beside a name that changes, an address, a second factor.
    "ALTER TABLE account RENAME COLUMN name TO id",
    "ALTER TABLE account ADD COLUMN name TEXT NOT NULL DEFAULT ''",
    "UPDATE account SET name = id",
    "ALTER TABLE account ADD COLUMN email TEXT NOT NULL DEFAULT ''",
    "CREATE UNIQUE INDEX account_email ON account (email) WHERE email <> ''",
    "ALTER TABLE account ADD COLUMN language TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE account ADD COLUMN zone TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE account ADD COLUMN totp_secret TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE account ADD COLUMN totp_waiting TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE account ADD COLUMN totp_step BIGINT NOT NULL DEFAULT 0",
    "CREATE TABLE recovery_code (account TEXT NOT NULL REFERENCES account (id), hash TEXT NOT NULL,
        PRIMARY KEY (account, hash))",
    "CREATE TABLE password_link (token_hash TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES account (id),
        kind TEXT NOT NULL, created BIGINT NOT NULL, expires BIGINT NOT NULL, used BIGINT NOT NULL)",
    "CREATE INDEX password_link_account ON password_link (account)",
    // What is signed in has a name to end it by, and says what it is.
    "ALTER TABLE session ADD COLUMN id TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE session ADD COLUMN kind TEXT NOT NULL DEFAULT 'token'",
    "ALTER TABLE session ADD COLUMN permissions TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE session ADD COLUMN seen BIGINT NOT NULL DEFAULT 0",
    "UPDATE session SET id = 's_' || LOWER(HEX(RANDOMBLOB(32))), seen = created",
    "UPDATE session SET kind = 'browser' WHERE label = 'browser' AND account NOT LIKE 'branch/%'",
    "UPDATE session SET kind = 'phone' WHERE account LIKE 'branch/%'",
    "UPDATE session SET kind = 'key' WHERE account = 'admin' AND label <> 'browser'",
    "CREATE UNIQUE INDEX session_id ON session (id)",
    // Roles and where they are held. The two of before: everything, and one branch.
    "CREATE TABLE role_grant (id TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES account (id), role TEXT NOT NULL,
        node TEXT NOT NULL, brand TEXT NOT NULL, object TEXT NOT NULL, until BIGINT NOT NULL, author TEXT NOT NULL,
        at BIGINT NOT NULL)",
    "CREATE INDEX role_grant_account ON role_grant (account)",
    "INSERT INTO role_grant (id, account, role, node, brand, object, until, author, at)
        SELECT 'first/' || id, id, 'administrator', 'company', '', '', 0, 'rapport', created FROM account
        WHERE role = 'admin'",
    "INSERT INTO role_grant (id, account, role, node, brand, object, until, author, at)
        SELECT 'first/' || id, id, 'branch', '', '', 'branch:' || SUBSTR(id, 8), 0, 'rapport', created FROM account
        WHERE id LIKE 'branch/%'",
    "ALTER TABLE account DROP COLUMN role",
    "ALTER TABLE account DROP COLUMN scope",
], &[
    // Erasures that people asked for and that are not in the log yet.
    "CREATE TABLE open_erasure (customer TEXT PRIMARY KEY, since BIGINT NOT NULL, obstacle TEXT NOT NULL)",
], &[
    // Teams, the roles they hold, and what a directory calls accounts and teams.
    "CREATE TABLE team (id TEXT PRIMARY KEY, name TEXT NOT NULL, external_id TEXT NOT NULL)",
    "CREATE TABLE team_member (team TEXT NOT NULL REFERENCES team (id), account TEXT NOT NULL REFERENCES account (id),
        PRIMARY KEY (team, account))",
    "CREATE INDEX team_member_account ON team_member (account)",
    "CREATE TABLE team_grant (id TEXT PRIMARY KEY, team TEXT NOT NULL REFERENCES team (id), role TEXT NOT NULL,
        node TEXT NOT NULL, brand TEXT NOT NULL, object TEXT NOT NULL, until BIGINT NOT NULL, author TEXT NOT NULL,
        at BIGINT NOT NULL)",
    "CREATE TABLE directory_account (account TEXT PRIMARY KEY REFERENCES account (id), user_name TEXT NOT NULL,
        external_id TEXT NOT NULL, removed BIGINT NOT NULL)",
], &[
    // What a key or a branch's link opened ends with it; links that were handed over; names that somebody used once.
    "ALTER TABLE session ADD COLUMN parent TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE password_link ADD COLUMN handed BIGINT NOT NULL DEFAULT 0",
    "CREATE TABLE account_name (account TEXT NOT NULL REFERENCES account (id), name TEXT NOT NULL,
        PRIMARY KEY (account, name))",
    "INSERT INTO account_name (account, name) SELECT id, name FROM account",
], &[
    // The trace: lines in a chain, and apart from them who stands in them, under a key of each person's own. `trace_begin` says by which
    // installation the chain begins.
    "CREATE TABLE trace_begin (one BIGINT PRIMARY KEY, installation TEXT NOT NULL)",
    "CREATE TABLE trace_line (seq BIGINT PRIMARY KEY, at BIGINT NOT NULL, kind TEXT NOT NULL, object TEXT NOT NULL,
        act TEXT NOT NULL, who TEXT NOT NULL, body TEXT NOT NULL, hash TEXT NOT NULL)",
    "CREATE INDEX trace_line_object ON trace_line (kind, object, seq)",
    "CREATE INDEX trace_line_who ON trace_line (who, seq)",
    "CREATE INDEX trace_line_act ON trace_line (act, seq)",
    "CREATE INDEX trace_line_at ON trace_line (at)",
    "CREATE TABLE trace_person (number TEXT PRIMARY KEY, account TEXT NOT NULL UNIQUE, secret TEXT NOT NULL)",
    "CREATE TABLE trace_personal (seq BIGINT NOT NULL, part BIGINT NOT NULL, person TEXT NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (seq, part))",
    "CREATE INDEX trace_personal_person ON trace_personal (person)",
], &[
    // What is to be released, version by version; what was said about it; by which templates, and up to which amount someone decides alone.
    "CREATE TABLE approval (id TEXT PRIMARY KEY, kind TEXT NOT NULL, object TEXT NOT NULL, node TEXT NOT NULL, brand TEXT NOT NULL,
        status TEXT NOT NULL, revision BIGINT NOT NULL, created BIGINT NOT NULL, due BIGINT NOT NULL, outcome TEXT NOT NULL)",
    "CREATE UNIQUE INDEX approval_in_flight ON approval (kind, object) WHERE status = 'in_flight'",
    "CREATE INDEX approval_object ON approval (kind, object)",
    "CREATE INDEX approval_due ON approval (due) WHERE status = 'in_flight'",
    "CREATE TABLE approval_entry (approval TEXT NOT NULL REFERENCES approval (id), n BIGINT NOT NULL, at BIGINT NOT NULL,
        body TEXT NOT NULL, PRIMARY KEY (approval, n))",
    "CREATE TABLE approval_version (approval TEXT NOT NULL REFERENCES approval (id), digest TEXT NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (approval, digest))",
    "CREATE TABLE approval_template (id TEXT PRIMARY KEY, kind TEXT NOT NULL, node TEXT NOT NULL, always BIGINT NOT NULL,
        body TEXT NOT NULL, author TEXT NOT NULL, at BIGINT NOT NULL)",
    "CREATE TABLE approval_link (token_hash TEXT PRIMARY KEY, approval TEXT NOT NULL REFERENCES approval (id),
        account TEXT NOT NULL REFERENCES account (id), expires BIGINT NOT NULL, used BIGINT NOT NULL)",
    "CREATE TABLE approval_notice (approval TEXT NOT NULL REFERENCES approval (id), n BIGINT NOT NULL,
        account TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (approval, n, account))",
    "CREATE TABLE act_limit (id TEXT PRIMARY KEY, account TEXT NOT NULL, role TEXT NOT NULL, act TEXT NOT NULL,
        node TEXT NOT NULL, brand TEXT NOT NULL, minor BIGINT NOT NULL, currency TEXT NOT NULL, author TEXT NOT NULL,
        at BIGINT NOT NULL)",
    "CREATE TABLE account_work (account TEXT PRIMARY KEY REFERENCES account (id), superior TEXT NOT NULL,
        substitute TEXT NOT NULL, away_from BIGINT NOT NULL, away_until BIGINT NOT NULL, region TEXT NOT NULL,
        week TEXT NOT NULL)",
], &[
    // Devices that prove an account. A browser that one of them opened ends with it.
    "CREATE TABLE passkey (id TEXT PRIMARY KEY, credential_id TEXT NOT NULL UNIQUE, account TEXT NOT NULL REFERENCES account (id),
        handle TEXT NOT NULL, name TEXT NOT NULL, credential TEXT NOT NULL, created BIGINT NOT NULL, used BIGINT NOT NULL)",
    "CREATE INDEX passkey_account ON passkey (account)",
    "ALTER TABLE session ADD COLUMN passkey TEXT NOT NULL DEFAULT ''",
], &[
    // What orders are listed by (`super::order::list_all` fills it); `at` is empty as long as nothing that was said of one counts.
    "ALTER TABLE order_told ADD COLUMN at BIGINT",
    "ALTER TABLE order_told ADD COLUMN brand TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE order_told ADD COLUMN state TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX order_told_at ON order_told (at, order_key)",
    "CREATE INDEX order_told_brand ON order_told (brand, at, order_key)",
    "CREATE INDEX order_told_state ON order_told (state, at, order_key)",
    "CREATE INDEX order_name_name ON order_name (name)",
], &[
    // What is odd about a word about an order that counts.
    "ALTER TABLE order_word ADD COLUMN doubt TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX order_word_doubt ON order_word (recorded) WHERE doubt <> ''",
]];

/// The version that hides the numbers of orders: what is booked by then is booked under its hash from now on.
const ORDERS_HIDDEN: usize = 7;
/// The version that lists orders: what is known of them by then is listed with it.
const ORDERS_LISTED: usize = 24;

/// Brings the schema up to date, each version in one transaction.
pub(super) async fn migrate(writer: &Writer) -> Result<(), SqlError> {
    migrate_to(writer, VERSIONS).await
}

async fn migrate_to(writer: &Writer, versions: &[&[&str]]) -> Result<(), SqlError> {
    let tx = writer.begin().await?;
    tx.run("CREATE TABLE IF NOT EXISTS schema_version (version BIGINT PRIMARY KEY)", values![]).await?;
    let row = tx.row(VERSION, values![]).await?;
    tx.commit().await?;
    let found = version(row)?;
    let known = versions.len() as i64;
    if found > known {
        return Err(SqlError::Newer { found, known });
    }
    for (index, statements) in versions.iter().enumerate().skip(found as usize) {
        let tx = writer.begin().await?;
        if version(tx.row(VERSION, values![]).await?)? > index as i64 {
            // Another process was quicker.
            continue;
        }
        tx.define(statements).await?;
        if index + 1 == ORDERS_HIDDEN {
            super::order::hide(&tx).await?;
        }
        if index + 1 == ORDERS_LISTED {
            super::order::list_all(&tx).await?;
        }
        tx.run("INSERT INTO schema_version (version) VALUES ($1)", values![index as i64 + 1]).await?;
        tx.commit().await?;
    }
    Ok(())
}

const VERSION: &str = "SELECT COALESCE(MAX(version), 0) AS version FROM schema_version";

fn version(row: Option<SqlRow>) -> Result<i64, SqlError> {
    row.map_or(Ok(0), |row| get(&row, "version"))
}

/// A database as the release with so many versions left it, with accounts in it: an administrator, a person, a branch's phone.
#[cfg(test)]
pub(super) async fn open_at(path: &std::path::Path, versions: usize) {
    let reserve = std::sync::Arc::new(crate::reserve::Reserve::none(path.parent().unwrap_or(path)));
    let writer = Writer::open(super::connection::Engine::Sqlite(super::sqlite::options(path)), reserve, None)
        .await
        .unwrap_or_else(|error| panic!("{error}"));
    migrate_to(&writer, &VERSIONS[..versions]).await.unwrap_or_else(|error| panic!("{error}"));
    let tx = writer.begin().await.unwrap_or_else(|error| panic!("{error}"));
    let begin = 1_767_225_600_000_i64;
    for (name, role, token, label) in [
        ("admin", "admin", "key", "made at the first start"),
        ("Grace", "admin", "screen", "browser"),
        ("branch/mitte", "staff", "phone", "browser"),
    ] {
        let sql =
            "INSERT INTO account (name, role, scope, password_hash, active, created) VALUES ($1, $2, '[]', '', 1, $3)";
        tx.run(sql, values![name, role, begin]).await.unwrap_or_else(|error| panic!("{error}"));
        let sql = "INSERT INTO session (token_hash, account, label, created, expires) VALUES ($1, $2, $3, $4, $5)";
        let values = values![super::token::hash(token), name, label, begin, begin + 86_400_000];
        tx.run(sql, values).await.unwrap_or_else(|error| panic!("{error}"));
    }
    tx.commit().await.unwrap_or_else(|error| panic!("{error}"));
    writer.close().await.unwrap_or_else(|error| panic!("{error}"));
}
