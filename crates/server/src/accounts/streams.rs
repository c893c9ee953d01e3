//! An open stream ends with the session that opened it, and when its caller holds something else than at its beginning: whoever was put out
//! reads nothing more, and whoever lost a role opens the stream anew and sees what they may see now.

use crate::{App, auth::Caller};
use std::time::Duration;
use tokio_stream::{
    Stream, StreamExt,
    wrappers::{IntervalStream, WatchStream},
};

/// Sessions also end by time alone.
const SESSION: Duration = Duration::from_secs(60);
/// So do roles; what is held is asked of memory.
const ROLES: Duration = Duration::from_secs(1);

/// The same stream, until the caller's session is over or what they hold is another.
pub fn while_signed_in<T: Send>(
    app: App,
    caller: Caller,
    stream: impl Stream<Item = T> + Send,
) -> impl Stream<Item = T> + Send {
    let begun_with = app.rights.extents(&caller.principal, app.now());
    let endings = WatchStream::from_changes(app.rights.endings()).map(|_| true);
    let sessions = IntervalStream::new(tokio::time::interval(SESSION)).map(|_| true);
    let roles = IntervalStream::new(tokio::time::interval(ROLES)).map(|_| false);
    let looks = endings.merge(sessions).merge(roles);
    let over = looks.then(move |session_too| {
        let (app, caller) = (app.clone(), caller.clone());
        let holds_else = app.rights.extents(&caller.principal, app.now()) != begun_with;
        async move {
            let ended = session_too && matches!(app.accounts.by_token(&caller.token, app.now()).await, Ok(None));
            holds_else || ended
        }
    });
    let over = over.filter_map(|over| over.then_some(None));
    stream.map(Some).merge(over).take_while(Option::is_some).filter_map(|item| item)
}
