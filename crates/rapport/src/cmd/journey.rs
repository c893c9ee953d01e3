//! `rapport journey check | explain | publish | schema`

use crate::{cli::JourneyCommand, client::Client, failure::Failure, words::counted};
use rapport_engine::{Publication, catalog::Version, review};
use rapport_journey::{Known, Problem, Severity, check, explain, json_schema, parse};
use rapport_kernel::Time;
use std::{fs, path::Path};

/// Runs the command.
///
/// # Errors
/// The document is wrong, or the server refuses it.
pub async fn run(command: JourneyCommand) -> Result<(), Failure> {
    match command {
        JourneyCommand::Check { file, json } => check_file(&file, json),
        JourneyCommand::Explain { file } => explain_file(&file),
        JourneyCommand::Publish { file, revision, json, remote } => {
            let text = read(&file)?;
            let journey = document(&file, &text)?.id;
            let client = Client::new(&remote.url, None, remote.token())?;
            let body = serde_json::json!({ "document": text });
            let answer: serde_json::Value =
                client.post_over(&format!("/v1/journeys/{journey}/publish"), &body, revision.as_deref()).await?;
            if json {
                answer!("{answer}");
            } else {
                answer!("{journey} is live in version {}", answer["version"]);
            }
            Ok(())
        }
        JourneyCommand::Schema => {
            answer!("{}", json_schema());
            Ok(())
        }
    }
}

/// Reads a file the user named.
///
/// # Errors
/// It cannot be read.
pub fn read(file: &Path) -> Result<String, Failure> {
    fs::read_to_string(file).map_err(|e| Failure::broken(format!("{}: {e}", file.display())))
}

/// Reads a journey, or says everything that is wrong.
///
/// # Errors
/// The problems, one a line, with file, line and column.
pub fn document(file: &Path, text: &str) -> Result<rapport_journey::Document, Failure> {
    parse(text).map_err(|problems| Failure::broken(listed(file, &problems)))
}

fn problems(text: &str) -> Vec<Problem> {
    let document = match parse(text) {
        Ok(document) => document,
        Err(problems) => return problems,
    };
    let mut found = check(&document, &Known::default());
    found.extend(review::problems(&document, &Known::default(), None));
    let publication =
        Publication { journey: document.id.clone(), version: 1, document: text.into(), author: "check".into() };
    let compiled = Version::compile(publication, Time::MIN, None).err().unwrap_or_default();
    found.extend(compiled.into_iter().filter(|problem| !found.contains(problem)).collect::<Vec<_>>());
    found.into_iter().map(without_brand).collect()
}

/// What kind a channel is of is the brand's to say, and no brand is known here.
fn without_brand(problem: Problem) -> Problem {
    match problem.code {
        "content_unknown_channel" => Problem { severity: Severity::Warning, ..problem },
        _ => problem,
    }
}

fn check_file(file: &Path, json: bool) -> Result<(), Failure> {
    let found = problems(&read(file)?);
    if json {
        answer!("{}", serde_json::to_string(&found)?);
    } else {
        for problem in &found {
            answer!("{}:{problem}", file.display());
        }
    }
    match found.iter().filter(|problem| problem.is_error()).count() {
        0 if json => Ok(()),
        0 => {
            answer!("{}: can be published", file.display());
            Ok(())
        }
        errors => {
            let errors = counted(errors as u64, "error", "errors");
            Err(Failure::broken(format!("{errors}: it cannot be published like this"))
                .next("Correct what is listed above and check it again"))
        }
    }
}

fn explain_file(file: &Path) -> Result<(), Failure> {
    answer!("{}", explain(&document(file, &read(file)?)?, None));
    Ok(())
}

fn listed(file: &Path, problems: &[Problem]) -> String {
    let lines: Vec<String> = problems.iter().map(|problem| format!("{}:{problem}", file.display())).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_of_another_name_may_be_of_any_kind() {
        let text = "id: weekly\nname: Weekly\nbrand: main\nactivity: mail\npurpose: offers\ntriggers: [{when: {event: News Came}}]\n\
            steps:\n  - {id: mail, message: {channel: newsletter, content: {subject: News, text: Hello}}}\n";
        let found = problems(text);
        assert!(found.iter().any(|problem| problem.code == "content_unknown_channel"), "{found:?}");
        assert!(found.iter().all(|problem| !problem.is_error()), "{found:?}");
    }
}
