//! Many annotators on few tasks without think time (CONC-1, CONC-2, CONC-7): the tasks run out, and then it is counted.

use crate::figures::Times;
use crate::person::Person;
use crate::place::Where;
use clap::Args;
use std::time::{Duration, Instant};

/// Arguments of `crowd`.
#[derive(Debug, Args)]
pub struct Crowd {
    #[command(flatten)]
    place: Where,

    /// Annotators at work at once
    #[arg(long, default_value_t = 500)]
    annotators: usize,

    /// Tasks, three judgments each
    #[arg(long, default_value_t = 200)]
    tasks: usize,

    /// Server processes; more than one need PostgreSQL
    #[arg(long, default_value_t = 1)]
    servers: usize,
}

#[derive(Debug, Default)]
struct Seen {
    submits: Times,
    answers: u64,
    put_off: u64,
    broken: Vec<String>,
}

/// Every judgment is sent twice at once by some, as a double click does.
const TWICE_EVERY: usize = 5;

impl Crowd {
    pub async fn run(self) -> crate::Outcome {
        let place = self.place.furnish(self.tasks, self.annotators).await?;
        let mut servers = Vec::new();
        for _ in 0..self.servers {
            servers.push(place.serve().await?);
        }
        let started = Instant::now();
        let work: Vec<_> = (0..)
            .zip(&place.cookies)
            .map(|(number, cookie): (usize, _)| {
                let address = servers[number % servers.len()].address;
                let other = servers[(number + 1) % servers.len()].address;
                let twice = number.is_multiple_of(TWICE_EVERY).then(|| Person::new(other, cookie));
                tokio::spawn(work(Person::new(address, cookie), twice))
            })
            .collect();
        let mut all = Seen::default();
        for one in futures::future::join_all(work).await {
            let mut one = one?;
            all.submits.append(&mut one.submits);
            all.answers += one.answers;
            all.put_off += one.put_off;
            all.broken.append(&mut one.broken);
        }
        println!("{}", all.submits.line("submit"));
        let share = all.put_off as f64 / all.answers.max(1) as f64;
        println!(
            "{} answers in {:.1} s, {} of them 503 ({:.3} %)",
            all.answers,
            started.elapsed().as_secs_f64(),
            all.put_off,
            share * 100.0
        );
        for server in servers {
            server.end(rustix::process::Signal::TERM).await?;
        }
        place.examine().await?;
        let [crowded, twice, judged] = place
            .numbers([
                "SELECT COUNT(*) FROM (SELECT task_id FROM assignment WHERE state NOT IN ('expired', 'released', 'rejected')
                  GROUP BY task_id HAVING COUNT(DISTINCT annotator_id) > 3) AS crowded",
                "SELECT COUNT(*) FROM (SELECT a.task_id FROM judgment j JOIN assignment a ON a.id = j.assignment_id
                  GROUP BY a.task_id, a.annotator_id HAVING COUNT(*) > 1) AS twice",
                "SELECT COUNT(*) FROM judgment",
            ])
            .await?;
        println!("{crowded} tasks with a fourth annotator, {twice} double votes, {judged} judgments");
        let all_judged = i64::try_from(self.tasks * 3)?;
        if crowded + twice > 0 || judged != all_judged {
            return Err(format!("expected 0, 0 and {all_judged}").into());
        }
        if let Some(first) = all.broken.first() {
            return Err(
                format!("{} answers that must not be, first: {first}\n{}", all.broken.len(), place.log()).into()
            );
        }
        if share > 0.001 {
            return Err("more than 0.1 % of the answers were 503".into());
        }
        Ok(())
    }
}

async fn work(mut person: Person, mut second: Option<Person>) -> Seen {
    let mut seen = Seen::default();
    let started = Instant::now();
    // A slot whose lease someone holds may come free; whoever sees nothing a few times over is done.
    let mut nothing = 0;
    while nothing < 3 && started.elapsed() < Duration::from_secs(300) {
        let Ok(answer) = person.task().await else {
            seen.broken.push("a connection broke".into());
            break;
        };
        seen.answers += 1;
        let task = match answer.status {
            200 if answer.body["task"].is_null() => {
                nothing += 1;
                tokio::time::sleep(Duration::from_millis(500)).await;
                continue;
            }
            200 => answer.body["task"].clone(),
            503 if answer.retry_after => {
                seen.put_off += 1;
                tokio::time::sleep(Duration::from_millis(200)).await;
                continue;
            }
            _ => {
                seen.broken.push(format!("the next task: {} {}", answer.status, answer.body));
                break;
            }
        };
        let judgment = person.judgment(&task);
        loop {
            let sent = Instant::now();
            let again = async {
                match &mut second {
                    Some(second) => Some(second.submit(&judgment).await),
                    None => None,
                }
            };
            let (answer, again) = tokio::join!(person.submit(&judgment), again);
            let answers = [Some(answer), again];
            seen.submits.add(sent.elapsed());
            let mut later = false;
            for answer in answers.into_iter().flatten() {
                seen.answers += 1;
                match answer {
                    Ok(answer) if answer.status == 200 => {}
                    Ok(answer) if answer.status == 503 && answer.retry_after => {
                        seen.put_off += 1;
                        later = true;
                    }
                    Ok(answer) => seen.broken.push(format!("a submission: {} {}", answer.status, answer.body)),
                    Err(_) => seen.broken.push("a connection broke".into()),
                }
            }
            if !later {
                break;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }
    seen
}
