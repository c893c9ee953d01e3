use crate::{
    office::{MONDAY, Office, ask, away, ids, journey, yes},
    tasks::{add, give, needs, task, to},
};
use rapport_kernel::Span;
use rapport_work::{
    my_day::{DayLine, Item, Matter, my_day, of_approval, of_task},
    task::{Task, TaskBoard, TaskState},
};
use serde_json::json;

fn names(lines: &[DayLine]) -> Vec<String> {
    let name = |line: &DayLine| match &line.item.matter {
        Matter::Do { task } => task.to_string(),
        Matter::Release { stage } => stage.to_string(),
    };
    lines.iter().map(name).collect()
}

fn items(board: &TaskBoard) -> Vec<Item> {
    board.each().filter_map(|task| of_task(task, board)).collect()
}

#[test]
fn the_latest_first_then_the_soonest_then_the_oldest() {
    let mut board = TaskBoard::default();
    let hours = |n: i64| Some(MONDAY + Span::HOUR.times(n));
    for (id, due, since) in [
        ("b", hours(9), 0),
        ("old", None, -5),
        ("late", hours(-2), 0),
        ("a", hours(1), 0),
        ("later", hours(-1), 0),
        ("new", None, 0),
    ] {
        add(&mut board, Task { due, since: MONDAY + Span::HOUR.times(since), ..task(id, "max") }).unwrap();
    }
    add(&mut board, task("done", "max")).unwrap();
    give(&mut board, to("done", TaskState::Done)).unwrap();
    add(&mut board, Task { asked_by: "max".into(), due: hours(-3), ..task("hers", "lea") }).unwrap();
    add(&mut board, task("others", "lea")).unwrap();
    let day = my_day(items(&board), &"max".into(), MONDAY);
    assert_eq!(names(&day.for_me), ["late", "later", "a", "b", "old", "new"]);
    assert_eq!(names(&day.i_wait_for), ["hers"]);
    assert_eq!((day.late, day.for_me[0].late), (3, Some(Span::HOUR.times(2))));
    assert_eq!(my_day(items(&board), &"tom".into(), MONDAY), Default::default());
}

#[test]
fn a_task_that_waits_for_another_waits_for_its_owner() {
    let mut board = TaskBoard::default();
    add(&mut board, task("text", "lea")).unwrap();
    add(&mut board, task("proof", "max")).unwrap();
    give(&mut board, needs("proof", &["text"])).unwrap();
    assert_eq!(names(&my_day(items(&board), &"max".into(), MONDAY).i_wait_for), ["proof"]);
    assert_eq!(names(&my_day(items(&board), &"lea".into(), MONDAY).for_me), ["proof", "text"]);
    give(&mut board, to("text", TaskState::Done)).unwrap();
    assert_eq!(names(&my_day(items(&board), &"max".into(), MONDAY).for_me), ["proof"]);
}

#[test]
fn an_approval_waits_for_whoever_has_to_answer_now() {
    let mut office = Office::default();
    let stages = json!([[{"id": "s", "name": "S", "required": [{"person": "anna"}, {"person": "lea"}], "due": "4h"}]]);
    let mut approval = ask(&office, stages, journey("v1", 1));
    let now = MONDAY + Span::HOUR.times(5);
    let day = |office: &Office, approval: &_, who: &str| my_day(of_approval(approval, office, now), &who.into(), now);
    assert_eq!(day(&office, &approval, "anna").for_me[0].late, Some(Span::HOUR));
    assert_eq!(names(&day(&office, &approval, "mia").i_wait_for), ["s"]);
    away(&mut office, "anna", Some("tom"));
    assert!(day(&office, &approval, "anna").for_me.is_empty());
    assert_eq!(names(&day(&office, &approval, "tom").for_me), ["s"], "the substitute's day");
    away(&mut office, "anna", None);
    let items = of_approval(&approval, &office, now);
    assert_eq!(items[0].waits_for, ids(&["lea"]).into_iter().collect());
    office.away.clear();
    yes(&mut approval, &office, "s", "anna").unwrap();
    assert!(day(&office, &approval, "anna").for_me.is_empty(), "she has answered");
    yes(&mut approval, &office, "s", "lea").unwrap();
    assert!(of_approval(&approval, &office, now).is_empty());
}
