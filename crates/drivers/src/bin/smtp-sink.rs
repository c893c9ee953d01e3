//! A scripted mail server as a program of its own, for tests that kill what sends to it.
//!
//! `smtp-sink --log FILE [--listen 127.0.0.1:0] [--seed N --misbehave PERCENT]` prints `listening ADDR` and writes one
//! JSON line for every transaction: when `MAIL FROM` came, when it took the message, from whom, to whom, the message.

use rapport_drivers::email::sink::{Options, Seen, Sink, Trick};
use std::{fs::OpenOptions, io::Write, process::ExitCode, sync::Mutex};

struct Arguments {
    listen: String,
    log: String,
    seed: u64,
    misbehave: u64,
}

fn arguments() -> Option<Arguments> {
    let mut found = Arguments { listen: "127.0.0.1:0".into(), log: String::new(), seed: 1, misbehave: 0 };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let value = words.next()?;
        match word.as_str() {
            "--listen" => found.listen = value,
            "--log" => found.log = value,
            "--seed" => found.seed = value.parse().ok()?,
            "--misbehave" => found.misbehave = value.parse().ok()?,
            _ => return None,
        }
    }
    (!found.log.is_empty()).then_some(found)
}

async fn serve(arguments: Arguments) -> std::io::Result<()> {
    let file = Mutex::new(OpenOptions::new().create(true).append(true).open(&arguments.log)?);
    let (seed, percent) = (arguments.seed, arguments.misbehave);
    let options = Options {
        script: Box::new(move |n, _| if percent == 0 { Trick::None } else { Trick::random(seed, n, percent) }),
        // One write per line, so that a kill leaves whole lines; the lock keeps connections apart.
        observer: Some(Box::new(move |seen: &Seen| {
            let line = seen.json();
            if let Ok(mut file) = file.lock()
                && let Err(error) = file.write_all(line.as_bytes())
            {
                eprintln!("the log cannot be written: {error}");
                std::process::abort();
            }
        })),
        ..Options::default()
    };
    let sink = Sink::start(&arguments.listen, options).await?;
    println!("listening {}", sink.address());
    std::future::pending::<()>().await;
    Ok(())
}

fn main() -> ExitCode {
    let Some(arguments) = arguments() else {
        eprintln!("usage: smtp-sink --log FILE [--listen ADDR:PORT] [--seed N --misbehave PERCENT]");
        return ExitCode::from(2);
    };
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(serve(arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
