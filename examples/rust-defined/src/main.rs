//! `rust-defined desk.db ask ada@example.org "Why is the engine silent?"`

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

use rust_defined::Desk;
use schema_doc_runtime::SchemaEnum;

const USAGE: &str = "usage: rust-defined DATABASE COMMAND

  ask EMAIL SUBJECT      opens a ticket
  queue                  what somebody has to look at
  take TICKET EMAIL      makes a ticket somebody's
  say TICKET EMAIL TEXT  adds a message to it
  show TICKET            its messages
  close TICKET           takes it out of the queue";

fn run(desk: &Desk, command: &[&str]) -> Result<(), Box<dyn Error>> {
    match *command {
        ["ask", email, subject] => println!("#{}", desk.ask(email, subject)?),
        ["queue"] => {
            for ticket in desk.queue()? {
                let taken_by = ticket.taken_by.as_deref().unwrap_or("nobody");
                println!("#{} {} [{}, {taken_by}]", ticket.id, ticket.subject, ticket.state.as_str());
            }
        }
        ["take", ticket, email] => desk.take(ticket.parse()?, email)?,
        ["say", ticket, email, body] => desk.say(ticket.parse()?, email, body)?,
        ["show", ticket] => {
            for (email, body) in desk.messages(ticket.parse()?)? {
                println!("{email}: {body}");
            }
        }
        ["close", ticket] => desk.close(ticket.parse()?)?,
        _ => return Err(USAGE.into()),
    }
    Ok(())
}

fn start(arguments: &[String]) -> Result<(), Box<dyn Error>> {
    let [database, command @ ..] = arguments else { return Err(USAGE.into()) };
    let desk = Desk::open(Path::new(database))?;
    let differences = desk.differences()?;
    if !differences.is_empty() {
        return Err(format!("{database} is not what this program was built for\n{}", differences.join("\n")).into());
    }
    run(&desk, &command.iter().map(String::as_str).collect::<Vec<_>>())
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match start(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
