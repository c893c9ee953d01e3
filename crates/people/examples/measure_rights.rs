//! What asking costs, in time of one core: one check, one denial with those who could, one filter, one limit, and making the policy
//! anew.
//!
//! `cargo run --release -p rapport-people --example measure_rights`
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::disallowed_methods)]

use rapport_kernel::{BrandId, Currency, Money, Time};
use rapport_people::{
    Ceiling, Grant, GrantId, Holder, Limit, LimitHolder, LimitedAct, NotAllowed, Permission, Permissions, Place,
    Policy, Principal, Realm, Rights, RightsChange, Role,
};
use std::hint::black_box;

const ROLES: usize = 1_000;
const PEOPLE: usize = 5_000;
/// Plans, areas in each, campaigns in each, activities in each: with the plans 10,000 nodes.
const TREE: [usize; 4] = [5, 20, 9, 10];
const GRANTS: usize = 50_000;
const ROUNDS: usize = 500_000;

/// Numbers without a pattern, the same each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }
}

/// The way up from each node, the nearest first.
fn tree() -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    for plan in 0..TREE[0] {
        let plan = vec![format!("plan:{plan}")];
        for area in 0..TREE[1] {
            let area = [vec![format!("area:{area}-{}", &plan[0][5..])], plan.clone()].concat();
            for campaign in 0..TREE[2] {
                let campaign = [vec![format!("campaign:{campaign}-{}", &area[0][5..])], area.clone()].concat();
                for activity in 0..TREE[3] {
                    paths.push([vec![format!("activity:{activity}-{}", &campaign[0][9..])], campaign.clone()].concat());
                }
                paths.push(campaign);
            }
            paths.push(area);
        }
        paths.push(plan);
    }
    paths
}

/// What was given, and to whom at which node.
fn rights(paths: &[Vec<String>], numbers: &mut Numbers) -> (Rights, Vec<(usize, usize)>) {
    let mut held = Vec::new();
    let mut rights = Rights::default();
    for n in 0..ROLES {
        let some = |permission: &&Permission| n % 3 == 0 || (**permission as usize + n).is_multiple_of(4);
        let permissions: Permissions = Permission::ALL.iter().filter(some).copied().collect();
        let role =
            Role { id: format!("role-{n}").as_str().into(), name: format!("Role {n}"), outside: false, permissions };
        rights.evolve(&RightsChange::SetRole(role));
    }
    for n in 0..GRANTS {
        let at = numbers.below(paths.len());
        held.push((n % PEOPLE, at));
        let node = &paths[at][0];
        let brand = (n % 5 == 0).then(|| BrandId::from("acme"));
        rights.evolve(&RightsChange::Give(Grant {
            id: GrantId(format!("{n}").into()),
            holder: Holder::Person(format!("person-{}", n % PEOPLE).as_str().into()),
            role: format!("role-{}", numbers.below(ROLES)).as_str().into(),
            realm: Realm::Below { node: node.as_str().into(), brand },
            until: (n % 7 == 0).then_some(Time(1_000)),
        }));
    }
    for n in 0..PEOPLE {
        rights.evolve(&RightsChange::SetLimit(Limit {
            holder: LimitHolder::Person(format!("person-{n}").as_str().into()),
            realm: Realm::EVERYWHERE,
            act: LimitedAct::MoveMoney,
            ceiling: Ceiling::UpTo(Money::new(100_000, Currency::EUR)),
        }));
    }
    (rights, held)
}

/// How long this thread had a core so far, in seconds: on a busy machine the same as on an idle one.
fn cpu() -> f64 {
    let all = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    all.split(' ').next().unwrap().parse::<f64>().unwrap() / 1e9
}

/// Says how much of a core one of them takes.
fn timed(what: &str, rounds: usize, mut once: impl FnMut(usize)) {
    (0..rounds / 10).for_each(&mut once);
    let begin = cpu();
    (0..rounds).for_each(&mut once);
    println!("{what:<58} {:>9.3} µs", (cpu() - begin) * 1e6 / rounds as f64);
}

fn main() {
    let mut numbers = Numbers(7);
    let paths = tree();
    let begin = cpu();
    let (rights, held) = rights(&paths, &mut numbers);
    println!(
        "{ROLES} roles, {} nodes, {GRANTS} grants to {PEOPLE} people, given in {:.2} s",
        paths.len(),
        cpu() - begin
    );
    let begin = cpu();
    let policy = Policy::of(&rights);
    println!("the policy made of them in {:.2} s", cpu() - begin);

    let now = Time(0);
    let people: Vec<Principal> = (0..PEOPLE).map(|n| Principal::person(format!("person-{n}").as_str())).collect();
    let places: Vec<Place> =
        paths.iter().map(|path| Place::at(path.iter().map(String::as_str)).of_brand("acme".into())).collect();
    // Half of the questions are about places where the person holds something.
    let cases: Vec<(usize, usize, Permission)> = (0..65_536)
        .map(|n| {
            let permission = Permission::ALL[numbers.below(Permission::ALL.len())];
            match n % 2 {
                0 => (numbers.below(PEOPLE), numbers.below(places.len()), permission),
                _ => {
                    let (who, place) = held[numbers.below(GRANTS)];
                    (who, place, permission)
                }
            }
        })
        .collect();
    let ask = |&(who, place, permission): &(usize, usize, Permission)| {
        policy.ask(&people[who], permission, &places[place], now)
    };
    let (allowed, others): (Vec<_>, Vec<_>) = cases.iter().copied().partition(|case| ask(case).is_ok());
    let (hidden, denied): (Vec<_>, Vec<_>) =
        others.into_iter().partition(|case| ask(case).is_err_and(|no| no == NotAllowed::Hidden));
    println!(
        "of {} questions: {} allowed, {} denied, {} hidden",
        cases.len(),
        allowed.len(),
        denied.len(),
        hidden.len()
    );
    let at = |n: usize, all: usize| n % all.max(1);
    timed("a check, of any", ROUNDS, |n| drop(black_box(ask(&cases[at(n, cases.len())]))));
    timed("a check that allows", ROUNDS, |n| drop(black_box(ask(&allowed[at(n, allowed.len())]))));
    timed("a check that hides", ROUNDS, |n| drop(black_box(ask(&hidden[at(n, hidden.len())]))));
    timed("a check that denies and names who could", ROUNDS, |n| drop(black_box(ask(&denied[at(n, denied.len())]))));
    timed("a list's filter", ROUNDS / 10, |n| {
        drop(black_box(policy.extent(&people[at(n, PEOPLE)], Permission::PlanRead, now)));
    });
    timed("a limit", ROUNDS / 10, |n| {
        let place = &places[at(n, places.len())];
        let amounts = [Money::new(n as i64, Currency::EUR)];
        black_box(policy.discretion(&people[at(n, PEOPLE)].person, LimitedAct::MoveMoney, place, &amounts, now));
    });
}
