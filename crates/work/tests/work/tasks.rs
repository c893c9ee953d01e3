use crate::office::{MONDAY, Office, ids};
use proptest::prelude::*;
use rapport_kernel::Span;
use rapport_work::{
    Object, TaskId,
    task::{
        Task, TaskBoard, TaskCommand, TaskRefusal, TaskState, Tick,
        layout::{Ground, TaskLayout},
    },
};
use serde_json::json;

pub fn task(id: &str, owner: &str) -> Task {
    Task {
        id: id.into(),
        object: Object { kind: "journey".into(), id: "spring".into() },
        title: format!("Do {id}"),
        owner: owner.into(),
        asked_by: "mia".into(),
        since: MONDAY,
        due: None,
        checklist: vec![],
        needs: Default::default(),
        state: TaskState::Open,
    }
}

pub fn give(board: &mut TaskBoard, command: TaskCommand) -> Result<(), TaskRefusal> {
    board.decide(&command)?;
    board.evolve(&command);
    Ok(())
}

pub fn add(board: &mut TaskBoard, task: Task) -> Result<(), TaskRefusal> {
    give(board, TaskCommand::Add { task: Box::new(task) })
}

pub fn needs(task: &str, needs: &[&str]) -> TaskCommand {
    TaskCommand::Need { task: task.into(), needs: needs.iter().map(|need| (*need).into()).collect() }
}

pub fn to(task: &str, to: TaskState) -> TaskCommand {
    TaskCommand::Move { task: task.into(), to }
}

#[test]
fn tasks_wait_for_each_other_but_never_in_a_circle() {
    let mut board = TaskBoard::default();
    for id in ["brief", "text", "picture", "proof"] {
        add(&mut board, task(id, "max")).unwrap();
    }
    give(&mut board, needs("text", &["brief"])).unwrap();
    give(&mut board, needs("proof", &["text", "picture"])).unwrap();
    let circle = give(&mut board, needs("brief", &["picture", "proof"]));
    assert_eq!(circle, Err(TaskRefusal::Circle(ids(&["brief", "proof", "text", "brief"]))));
    assert_eq!(give(&mut board, needs("text", &["text"])), Err(TaskRefusal::Circle(ids(&["text", "text"]))));
    assert_eq!(give(&mut board, needs("text", &["x"])), Err(TaskRefusal::UnknownTask("x".into())));
    let mut late = task("late", "max");
    late.needs = [TaskId::from("late")].into();
    assert!(matches!(add(&mut board, late), Err(TaskRefusal::Circle(_))));

    let early = give(&mut board, to("proof", TaskState::Done));
    assert_eq!(early, Err(TaskRefusal::WaitsFor(ids(&["picture", "text"]))));
    give(&mut board, to("picture", TaskState::Dropped)).unwrap();
    give(&mut board, to("brief", TaskState::Done)).unwrap();
    give(&mut board, to("text", TaskState::Started)).unwrap();
    assert_eq!(give(&mut board, to("proof", TaskState::Started)), Err(TaskRefusal::WaitsFor(ids(&["text"]))));
    give(&mut board, to("text", TaskState::Done)).unwrap();
    give(&mut board, to("proof", TaskState::Done)).unwrap();
}

#[test]
fn a_task_is_done_with_its_checklist_and_then_stays_as_it_is() {
    let mut board = TaskBoard::default();
    let tick = |text: &str| Tick { text: text.into(), done: false };
    let checklist = vec![tick("imprint"), tick("links")];
    add(&mut board, Task { checklist, state: TaskState::Done, ..task("proof", "max") }).unwrap();
    assert_eq!(board.get(&"proof".into()).unwrap().state, TaskState::Open, "a new task is open");
    assert_eq!(add(&mut board, task("proof", "max")), Err(TaskRefusal::TaskExists("proof".into())));
    assert_eq!(add(&mut board, Task { title: " ".into(), ..task("x", "max") }), Err(TaskRefusal::TitleMissing));
    let line = |line, done| TaskCommand::Tick { task: "proof".into(), line, done };
    give(&mut board, line(0, true)).unwrap();
    assert_eq!(give(&mut board, line(2, true)), Err(TaskRefusal::UnknownLine(2)));
    assert_eq!(give(&mut board, to("proof", TaskState::Done)), Err(TaskRefusal::ChecklistOpen(1)));
    give(&mut board, line(1, true)).unwrap();
    give(&mut board, to("proof", TaskState::Done)).unwrap();
    let give_away = TaskCommand::Give { task: "proof".into(), to: "lea".into() };
    assert_eq!(give(&mut board, give_away.clone()), Err(TaskRefusal::Settled));
    give(&mut board, to("proof", TaskState::Open)).unwrap();
    give(&mut board, give_away).unwrap();
    let due = Some(MONDAY + Span::DAY);
    give(&mut board, TaskCommand::Reschedule { task: "proof".into(), due }).unwrap();
    let task = board.get(&"proof".into()).unwrap();
    assert_eq!((task.owner.clone(), task.due), ("lea".into(), due));
}

fn layout(tasks: serde_json::Value) -> TaskLayout {
    serde_json::from_value(json!({"kind": "journey", "tasks": tasks})).unwrap()
}

#[test]
fn an_object_brings_its_tasks_along() {
    let office = Office::default();
    let object = Object { kind: "journey".into(), id: "spring".into() };
    let (place, author) = ("area:direct".into(), "mia".into());
    let ground = Ground { object: &object, place: &place, author: &author, now: MONDAY };
    let both = layout(json!([
        {"key": "proof", "title": "Read the proof", "role": "controller", "due": "9h", "needs": ["text"]},
        {"key": "text", "title": "Write the text", "role": "writer", "checklist": ["imprint"]}
    ]));
    let mut board = TaskBoard::default();
    for command in both.lay_out(&ground, &office).unwrap() {
        give(&mut board, command).unwrap();
    }
    let proof = board.get(&"journey:spring/proof".into()).unwrap();
    assert_eq!(proof.owner, "carl".into());
    assert_eq!(proof.due, Some(MONDAY + Span::DAY + Span::HOUR), "nine working hours: tomorrow at ten");
    assert_eq!(board.waits_for(proof)[0].title, "Write the text");
    let text = board.get(&"journey:spring/text".into()).unwrap();
    assert_eq!((text.owner.clone(), text.due), ("mia".into(), None), "nobody holds the role: who made it");

    let a = json!({"key": "a", "title": "A", "needs": ["b"]});
    let circle = layout(json!([a, {"key": "b", "title": "B", "needs": ["a"]}]));
    assert!(matches!(circle.lay_out(&ground, &office), Err(TaskRefusal::Circle(_))));
    assert!(matches!(layout(json!([a])).lay_out(&ground, &office), Err(TaskRefusal::UnknownTask(_))));
    assert!(matches!(layout(json!([a, a])).lay_out(&ground, &office), Err(TaskRefusal::TaskExists(_))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn something_can_always_be_begun(wishes in prop::collection::vec((0u8..8, prop::collection::btree_set(0u8..8, 0..4)), 0..30)) {
        let name = |n: u8| format!("t{n}");
        let mut board = TaskBoard::default();
        for n in 0..8 {
            add(&mut board, task(&name(n), "max")).unwrap();
        }
        for (of, wish) in wishes {
            let wish: Vec<String> = wish.into_iter().map(name).collect();
            let _ = give(&mut board, needs(&name(of), &wish.iter().map(String::as_str).collect::<Vec<_>>()));
        }
        for _ in 0..8 {
            let free = board.each().find(|task| !task.state.is_settled() && board.waits_for(task).is_empty());
            let free = free.expect("no circle: one of them waits for none").id.clone();
            give(&mut board, TaskCommand::Move { task: free, to: TaskState::Done }).unwrap();
        }
    }
}
