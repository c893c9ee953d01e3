//! Actuals: invoices of a file meet the books.

use crate::{
    Office, days,
    refused::{Cause, Refused},
    view::{ActualsAnswer, Amount, RefusedRow},
};
use rapport_kernel::Money;
use rapport_plan::{
    import::{Row, fault::ActualsFault},
    invoice::Booked,
};
use rapport_platform::sql::ledger::{LineOutcome, Run};

/// Books what is new of a file of actuals, or says what would be booked.
///
/// # Errors
/// [`Cause::InvalidFile`]; the database cannot answer.
pub async fn book(
    app: &Office,
    bytes: &[u8],
    mapping: &rapport_plan::import::Mapping,
    author: &str,
    dry: bool,
) -> Result<ActualsAnswer, Refused> {
    let (tree, calendars, now) = (app.ledger.plan().tree(), days::calendars(app).await?, app.now());
    let sheet = rapport_plan::import::read(bytes, mapping, &tree, &calendars, now)
        .map_err(|error| Refused::new(Cause::InvalidFile, error.to_string()))?;
    let run = if dry { Run::Dry } else { Run::Real };
    let outcomes = app.ledger.book_invoices(sheet.good.clone(), &calendars, author, now, run).await?;
    let mut answer = ActualsAnswer {
        empty: sheet.empty,
        guesses: sheet.guesses.iter().map(ToString::to_string).collect(),
        assumed: sheet.guesses.iter().map(Into::into).collect(),
        ..ActualsAnswer::default()
    };
    answer.refused.extend(sheet.bad.iter().map(|bad| refused(bad.row, &bad.fault)));
    let mut sums: Vec<Money> = Vec::new();
    for (row, outcome) in sheet.good.iter().zip(outcomes) {
        match outcome {
            LineOutcome::Booked => {
                *(if dry { &mut answer.would_book } else { &mut answer.booked }) += 1;
                add(&mut sums, row.amount);
            }
            LineOutcome::Known => answer.known += 1,
            LineOutcome::Differs(booked) => answer.refused.push(refused(row.row, &differs(row, &booked))),
            LineOutcome::Refused(refusal) => answer.refused.push(refused(row.row, &refusal.into())),
        }
    }
    answer.refused.sort_by_key(|row| row.line);
    answer.sums = sums.into_iter().map(Amount::from).collect();
    Ok(answer)
}

fn refused(line: u64, fault: &ActualsFault) -> RefusedRow {
    RefusedRow { line, code: fault.code().to_owned(), reason: fault.to_string(), said: fault.into() }
}

/// What the books say of a line that a file says something else of.
fn differs(row: &Row, Booked { line, content, .. }: &Booked) -> ActualsFault {
    let (invoice, booked, activity) = (row.invoice.clone(), content.amount, content.activity.0.clone());
    let costs_the_same = row.amount == booked && row.activity == content.activity;
    match (&row.line, content.day.filter(|day| row.day.is_some_and(|said| said != *day))) {
        (Some(number), Some(day)) if costs_the_same => {
            ActualsFault::OtherDay { invoice, number: number.clone(), day: day.to_string() }
        }
        (Some(number), _) => ActualsFault::Differs { invoice, number: number.clone(), booked, activity },
        (None, _) if costs_the_same => ActualsFault::Reworded { invoice, booked, activity, text: content.text.clone() },
        (None, _) => {
            ActualsFault::Repriced { invoice, number: line.clone(), booked, activity, text: content.text.clone() }
        }
    }
}

fn add(sums: &mut Vec<Money>, amount: Money) {
    match sums.iter_mut().find(|sum| sum.currency == amount.currency) {
        Some(sum) => sum.minor = sum.minor.saturating_add(amount.minor),
        None => sums.push(amount),
    }
}
