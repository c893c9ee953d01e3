use crate::office::{MONDAY, ids};
use rapport_kernel::Span;
use rapport_work::{
    Object, PersonId,
    comment::{CommentCommand, CommentFate, CommentRefusal, LONGEST, Speaker, Spot, Thread, mentions},
};

fn thread() -> Thread {
    Thread::on(Object { kind: "asset".into(), id: "poster".into() }, Spot::Whole).unwrap()
}

fn say(id: &str, text: &str) -> CommentCommand {
    CommentCommand::Say { id: id.into(), text: text.into() }
}

fn edit(id: &str, text: &str) -> CommentCommand {
    CommentCommand::Edit { id: id.into(), text: text.into() }
}

fn who(person: &str) -> Speaker {
    Speaker { person: person.into(), moderates: person == "dora" }
}

#[test]
fn edited_and_deleted_ones_leave_a_trace() {
    let mut thread = thread();
    let mia = who("mia");
    assert_eq!(thread.apply(say("1", "Look, @anna"), &mia, MONDAY), Ok(ids(&["anna"])));
    let later = MONDAY + Span::HOUR;
    let told = thread.apply(edit("1", "Look, @anna and @max"), &mia, later);
    assert_eq!(told, Ok(ids(&["max"])), "Anna was mentioned before");
    let edited = CommentFate::Edited { at: later, before: "Look, @anna".into() };
    assert_eq!(thread.comments[0].traces, [edited]);
    assert_eq!(thread.apply(edit("1", "Ha"), &who("max"), later), Err(CommentRefusal::NotYours("mia".into())));
    let delete = CommentCommand::Delete { id: "1".into() };
    assert_eq!(thread.apply(delete.clone(), &who("max"), later), Err(CommentRefusal::NotYours("mia".into())));
    thread.apply(delete.clone(), &who("dora"), later).unwrap();
    let deleted = &thread.comments[0];
    assert_eq!((&deleted.text, &deleted.by), (&None, &"mia".into()));
    assert_eq!(deleted.traces, [CommentFate::Deleted { at: later, by: "dora".into() }]);
    assert!(!serde_json::to_string(&thread).unwrap().contains("Look"), "none of its words are left");
    assert_eq!(thread.apply(delete, &mia, later), Err(CommentRefusal::UnknownComment("1".into())));
    assert_eq!(thread.apply(edit("1", "x"), &mia, later), Err(CommentRefusal::UnknownComment("1".into())));
    assert_eq!(thread.apply(say("1", "x"), &mia, later), Err(CommentRefusal::CommentExists("1".into())));
}

#[test]
fn a_thread_is_resolved_and_opened_again_by_a_word() {
    let mut thread = thread();
    thread.apply(say("1", "Too red"), &who("mia"), MONDAY).unwrap();
    thread.apply(CommentCommand::Resolve, &who("max"), MONDAY).unwrap();
    assert_eq!(thread.resolved, Some(("max".into(), MONDAY)));
    thread.apply(say("2", "Still too red"), &who("mia"), MONDAY).unwrap();
    assert_eq!(thread.resolved, None);
    let long = "x".repeat(LONGEST + 1);
    for bad in [" ", long.as_str()] {
        assert_eq!(thread.apply(say("3", bad), &who("mia"), MONDAY), Err(CommentRefusal::BadLength));
        assert_eq!(thread.apply(edit("2", bad), &who("mia"), MONDAY), Err(CommentRefusal::BadLength));
    }
}

#[test]
fn a_region_lies_inside_the_picture() {
    let on = |x, y, width, height| {
        let spot = Spot::Region { path: "front".into(), x, y, width, height };
        Thread::on(Object { kind: "asset".into(), id: "poster".into() }, spot).map(|_| ())
    };
    assert_eq!(on(0, 0, 1000, 1000), Ok(()));
    for (x, y, width, height) in
        [(1, 0, 1000, 1), (0, 900, 1, 101), (0, 0, 0, 5), (0, 0, 5, 0), (u16::MAX, 0, u16::MAX, 1)]
    {
        assert_eq!(on(x, y, width, height), Err(CommentRefusal::OutsidePicture));
    }
}

#[test]
fn mentions_are_no_addresses() {
    let said: Vec<PersonId> = mentions("@anna, ask @max-m. (@anna) ada@example.com @ @łukasz_k! ß@x");
    assert_eq!(said, ids(&["anna", "max-m", "łukasz_k"]));
}
