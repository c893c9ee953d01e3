//! An open stream ends with the session that opened it: whoever was put out reads nothing more.

use crate::{App, auth::Caller};
use std::time::Duration;
use tokio_stream::{
    Stream, StreamExt,
    wrappers::{IntervalStream, WatchStream},
};

/// Sessions also end by time alone.
const LOOK: Duration = Duration::from_secs(60);

/// The same stream, until the caller's session is over.
pub fn while_signed_in<T: Send>(
    app: App,
    caller: Caller,
    stream: impl Stream<Item = T> + Send,
) -> impl Stream<Item = T> + Send {
    let endings = WatchStream::from_changes(app.rights.endings()).map(drop);
    let looks = endings.merge(IntervalStream::new(tokio::time::interval(LOOK)).map(drop));
    let over = looks.then(move |()| {
        let (app, token) = (app.clone(), caller.token.clone());
        async move { matches!(app.accounts.by_token(&token, app.now()).await, Ok(None)) }
    });
    let over = over.filter_map(|over| over.then_some(None));
    stream.map(Some).merge(over).take_while(Option::is_some).filter_map(|item| item)
}
