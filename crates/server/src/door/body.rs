//! A request's body on its way in: it must come at some pace, and its bytes are counted until its request is answered.

use super::{
    Door,
    limits::{FEW_BYTES, STRANGERS_BODY},
    pace::{Alarm, Pace},
    shares::{Full, Share},
    wire::{Activity, Working},
};
use crate::problem::{Code, Problem};
use axum::body::{Body as HttpBody, Bytes};
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use parking_lot::Mutex;
use std::{
    net::IpAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

/// Why a body was not heard to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Cut {
    /// It came too slowly.
    #[error("the body came too slowly")]
    TooSlow,
    /// Too much is under way, here or from there.
    #[error("too many bytes are under way")]
    TooMuch(Full),
    /// Nobody knows who speaks, and it is more than so many bytes.
    #[error("the body is larger than a stranger's may be")]
    Stranger(usize),
    /// It ended before all of it was there.
    #[error("the body broke off")]
    BrokeOff,
}

impl From<Cut> for Problem {
    fn from(cut: Cut) -> Self {
        let why = match cut {
            Cut::TooSlow => "too_slow",
            Cut::TooMuch(full) => full.as_str(),
            Cut::Stranger(_) => "stranger",
            Cut::BrokeOff => "broke_off",
        };
        metrics::counter!("rapport_bodies_refused_total", "why" => why).increment(1);
        match cut {
            Cut::TooSlow => Self::new(Code::TooSlow, "The body did not come on for too long."),
            Cut::TooMuch(Full::All) => {
                Self::new(Code::Unavailable, "Too many bytes of other requests are under way.").retry_after(2)
            }
            Cut::TooMuch(Full::Address | Full::Network | Full::Site) => {
                Self::new(Code::TooMany, "Too many bytes of requests from your network are under way.").retry_after(2)
            }
            Cut::BrokeOff => Self::new(Code::InvalidBody, "The body broke off."),
            Cut::Stranger(most) => Self::new(
                Code::TooLarge,
                format!("At most {most} bytes are taken if no header says who asks; send the key in a header."),
            ),
        }
    }
}

/// What a request has brought and not yet given back: its part of the bytes under way.
#[derive(Debug)]
pub struct Underway {
    door: Arc<Door>,
    from: Option<IpAddr>,
    counted: Mutex<Counted>,
}

#[derive(Debug)]
struct Counted {
    share: Share,
    bytes: usize,
    /// How many this request may bring; none: as many as its operation takes.
    most: Option<usize>,
}

impl Underway {
    /// A request of a stranger that has brought nothing yet.
    #[must_use]
    pub fn new(door: Arc<Door>, from: Option<IpAddr>) -> Arc<Self> {
        let counted = Counted { share: door.strangers.share(from), bytes: 0, most: Some(STRANGERS_BODY) };
        Arc::new(Self { door, from, counted: Mutex::new(counted) })
    }

    /// The headers said who asks: the bound is the operation's own from here on.
    pub fn known(&self) {
        let mut counted = self.counted.lock();
        if counted.most.is_some() {
            counted.most = None;
            counted.share = self.door.bodies.share(self.from);
        }
    }

    /// It comes by a link of ours, or signs in: it brings few bytes, out of a budget that other strangers cannot use up.
    pub fn few(&self) {
        let mut counted = self.counted.lock();
        if counted.most == Some(STRANGERS_BODY) {
            counted.most = Some(FEW_BYTES);
            counted.share = self.door.few.share(self.from);
        }
    }

    /// So many more bytes are kept for this request.
    ///
    /// # Errors
    /// [`Cut::TooMuch`], [`Cut::Stranger`].
    pub fn take(&self, bytes: usize) -> Result<(), Cut> {
        let mut counted = self.counted.lock();
        counted.bytes = counted.bytes.saturating_add(bytes);
        if let Some(most) = counted.most.filter(|most| counted.bytes > *most) {
            return Err(Cut::Stranger(most));
        }
        counted.share.take(bytes).map_err(Cut::TooMuch)
    }
}

/// A body on its way in.
pub struct Arriving {
    inner: Incoming,
    underway: Arc<Underway>,
    activity: Arc<Activity>,
    pace: Option<Pace>,
    alarm: Alarm,
    /// It was heard to its end: of a body in chunks the connection does not know that beforehand.
    ended: bool,
}

impl Arriving {
    /// Around what the connection brings.
    pub fn new(inner: Incoming, underway: Arc<Underway>, activity: Arc<Activity>) -> Self {
        Self { inner, underway, activity, pace: None, alarm: Alarm::default(), ended: false }
    }
}

impl Body for Arriving {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::BoxError>>> {
        let this = self.get_mut();
        // The time runs from when somebody listens.
        let pace = this.pace.get_or_insert_with(Pace::begin);
        match Pin::new(&mut this.inner).poll_frame(cx) {
            Poll::Ready(Some(Ok(frame))) => {
                let bytes = frame.data_ref().map_or(0, Bytes::len);
                pace.add(bytes);
                let kept = this.underway.take(bytes);
                Poll::Ready(Some(kept.map(|()| frame).map_err(Into::into)))
            }
            Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err(error.into()))),
            Poll::Ready(None) => {
                this.ended = true;
                // An announced length that was not reached: the connection broke and nobody said so.
                let missing = this.inner.size_hint().lower();
                Poll::Ready((missing > 0).then(|| Err(Cut::BrokeOff.into())))
            }
            Poll::Pending => {
                let limits = &this.underway.door.limits;
                let deadline = pace.deadline(limits.grace, limits.bytes_per_second).min(pace.since() + limits.body);
                if !this.alarm.rings(deadline, cx) {
                    return Poll::Pending;
                }
                metrics::counter!("rapport_slow_total", "what" => "body").increment(1);
                Poll::Ready(Some(Err(Cut::TooSlow.into())))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

impl Drop for Arriving {
    fn drop(&mut self) {
        if !self.ended && !self.inner.is_end_stream() {
            self.activity.stop_listening();
        }
    }
}

/// An answer on its way out: its request is at work until it ends.
pub struct Answering {
    inner: HttpBody,
    _working: Working,
}

impl Answering {
    /// The body of an answer to this request.
    pub fn new(inner: HttpBody, working: Working) -> Self {
        Self { inner, _working: working }
    }
}

impl Body for Answering {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.inner).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
