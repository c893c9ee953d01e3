use super::*;
use rapport_customer::{Cause, Link, Merge};
use rapport_engine::HistoryEntry;
use rapport_kernel::{IdentifierKind, Lsn, RecordId};

const NOW: Time = Time(1_000);
const ADA: CustomerId = CustomerId(1);
const BOB: CustomerId = CustomerId(2);

/// A board on which each of these journeys shows something to each of these people.
fn board(journeys: &[&str], people: &[CustomerId]) -> Board {
    let board = Board::default();
    for (journey, customer) in journeys.iter().flat_map(|journey| people.iter().map(move |one| (*journey, *one))) {
        let key = SendKey::new(&journey.into(), 1, &"tell".into(), customer, &"staff".into(), Lsn(1));
        let said = staff::Prompt {
            who: Some("Ada Beispiel".into()),
            looked_for: vec!["Trail shoe".into()],
            say: "In stock.".into(),
            offer: None,
        };
        board.put(&key, customer, "mitte", said, &Map::default(), NOW + Span::DAY, NOW);
    }
    board
}

/// What is still shown and what was taken back, by what says whose it is; nothing else is left of what was taken back.
fn shown(board: &Board, of: impl Fn(Prompt) -> String) -> (Vec<String>, Vec<String>) {
    let ended = board.ended("mitte", NOW);
    for prompt in &ended {
        assert_eq!(
            (prompt.state.as_str(), prompt.label.as_str(), prompt.say.as_str(), prompt.looked_for.len()),
            ("revoked", "", "", 0)
        );
    }
    let names = |all: Vec<Prompt>| all.into_iter().map(&of).collect();
    (names(board.open("mitte", NOW)), names(ended))
}

#[test]
fn a_stopped_journeys_prompts_are_taken_back_at_once() {
    let board = board(&["greet", "offer"], &[ADA]);
    board.stop(&"greet".into(), NOW);
    assert_eq!(shown(&board, |prompt| prompt.journey), (vec!["offer".to_owned()], vec!["greet".to_owned()]));
}

#[test]
fn what_was_said_of_somebody_who_is_somebody_else_is_taken_back() {
    let board = board(&["greet"], &[ADA, BOB]);
    let because = Cause {
        link: Link::Alias,
        by: IdentifierKind::UserId,
        together: vec![IdentifierKind::UserId, IdentifierKind::Email],
        public: false,
    };
    let what = What::Merged(Box::new(Merge { from: ADA, into: BOB, because }));
    board.follow(&Live { customer: BOB, entry: HistoryEntry { id: RecordId::default(), at: NOW, what } });
    assert_eq!(shown(&board, |prompt| prompt.customer), (vec![BOB.to_string()], vec![ADA.to_string()]));
}
