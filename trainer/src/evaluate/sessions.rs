//! Sessions as methods learn from them, and as they are predicted.

use std::path::Path;

use super::baselines::{Popularity, TrainingSession, VmisKnn, VmisOptions};
use super::comparison::Comparison;
use super::float_next::FloatNext;
use super::model::SetwiseModel;
use super::protocols::{Protocol, next_item_cases};
use super::recommender::Recommender;
use super::report::{Report, Role};
use super::split::first_second;
use super::suite::SuiteOptions;
use crate::baskets::Baskets;
use crate::ingest::{
    IngestError, Interner, Options, OrderHead, Product, Sale, SessionEvent, read_session_file,
};
use crate::pipeline::{self, PipelineError, TrainOptions};
use crate::sessions::{Sessions, Touch};

/// Sessions to learn from and sessions to predict.
pub struct SessionFold {
    /// Products that training sessions hold, in the order of their ids' bytes.
    pub products: Vec<Product>,
    /// Training sessions, by time.
    pub train: Vec<TrainingSession>,
    /// The same with every view in order, by which ours learns.
    pub visits: Sessions,
    /// Test sessions: products in the order seen; `None` for one that training does not know.
    pub test: Vec<Vec<Option<u32>>>,
}

/// What one shopper looked at, products by the number of their id.
struct Views {
    /// Of the last one.
    time: i64,
    items: Vec<u32>,
    /// Of each item.
    times: Vec<i64>,
}

impl SessionFold {
    /// Reads sessions. Without a file of test sessions those that end in the last `days` days are predicted.
    ///
    /// In a file with events only views count, and the same product twice in a row counts once; a file without is
    /// taken as it is.
    ///
    /// # Errors
    /// [`IngestError`] when a file cannot be read, or nothing is left to learn from.
    pub fn read(
        sessions: &Path,
        test: Option<&Path>,
        options: &Options,
        days: u32,
    ) -> Result<Self, IngestError> {
        let mut ids = Interner::new();
        let all = read_views(sessions, &mut ids, options)?;
        let read = all.len() as u64;
        let (test, train) = match test {
            Some(path) => (read_views(path, &mut ids, options)?, all),
            None => {
                let since = first_second(all.iter().map(|s| s.time).max().unwrap_or(0), days);
                all.into_iter().partition(|session| session.time >= since)
            }
        };
        if train.is_empty() {
            return Err(IngestError::NothingBefore {
                file: sessions.display().to_string(),
                read,
                what: "sessions",
            });
        }
        Ok(Self::new(&train, &test, &ids))
    }

    fn new(train: &[Views], test: &[Views], ids: &Interner) -> Self {
        let mut known: Vec<u32> = train.iter().flat_map(|s| &s.items).copied().collect();
        known.sort_unstable();
        known.dedup();
        known.sort_by_key(|&number| ids.key(number));
        let mut numbers = vec![None; ids.len()];
        for (&number, index) in known.iter().zip(0u32..) {
            if let Some(slot) = numbers.get_mut(number as usize) {
                *slot = Some(index);
            }
        }
        let index = |number: &u32| numbers.get(*number as usize).copied().flatten();
        let mut sessions: Vec<TrainingSession> = train
            .iter()
            .map(|session| {
                let mut items: Vec<u32> = session.items.iter().filter_map(index).collect();
                items.sort_unstable();
                items.dedup();
                TrainingSession {
                    items,
                    time: session.time,
                }
            })
            .collect();
        sessions.sort_by_key(|s| s.time);
        let touch = |(number, &time): (&u32, &i64)| {
            let event = SessionEvent::View;
            index(number).map(|product| Touch {
                product,
                time,
                event,
            })
        };
        let visits = train
            .iter()
            .map(|session| {
                session
                    .items
                    .iter()
                    .zip(&session.times)
                    .filter_map(touch)
                    .collect()
            })
            .collect();
        Self {
            products: known
                .iter()
                .map(|&number| Product::bare(ids.key(number)))
                .collect(),
            train: sessions,
            visits: Sessions::from_visits(visits),
            test: test
                .iter()
                .map(|session| session.items.iter().map(index).collect())
                .collect(),
        }
    }

    /// Sessions as orders, for methods that learn what goes together.
    fn baskets(&self) -> Baskets {
        let mut ids = Interner::new();
        let (mut sales, mut heads) = (Vec::new(), Vec::with_capacity(self.train.len()));
        for (order, session) in (0u32..).zip(&self.train) {
            ids.intern(&order.to_be_bytes());
            heads.push(OrderHead {
                time: session.time,
                customer: 0,
            });
            sales.extend(session.items.iter().map(|&product| Sale {
                order,
                product,
                quantity: 1,
                value: 0,
            }));
        }
        Baskets::from_sales(&sales, &heads, &ids, self.products.len())
    }

    /// Measures `next-item`: ours as `train` makes it of sessions alone, the same unpacked if it is asked for, and if asked for
    /// VMIS-kNN and popularity. Rows and notes go to `report`.
    ///
    /// # Errors
    /// [`PipelineError`] when no snapshot can be made.
    pub fn measure(
        &self,
        training: &TrainOptions,
        asked: &SuiteOptions,
        float: bool,
        report: &mut Report,
    ) -> Result<(), PipelineError> {
        let cases = next_item_cases(&self.test);
        if cases.is_empty() {
            report.no_queries(
                Protocol::NextItem,
                "no session to predict has two views, the second of a product that training knows",
            );
            return Ok(());
        }
        let baskets = self.baskets();
        let no_orders = Baskets::from_sales(&[], &[], &Interner::new(), self.products.len());
        let folder = pipeline::train(&self.products, &no_orders, Some(&self.visits), training)?;
        let mut ours = SetwiseModel::open(&folder, &self.products)?;
        let mut comparison =
            Comparison::new(Protocol::NextItem, &cases, self.products.len(), asked.seed);
        comparison.add(Role::Ours, &mut ours);
        if float {
            let mut float = FloatNext::fit(&self.visits, self.products.len(), training.min_visits);
            comparison.add(Role::Ours, &mut float);
        }
        let mut methods: Vec<Box<dyn Recommender>> = Vec::new();
        if asked.baselines {
            methods.push(Box::new(Popularity::new(&baskets)));
            for options in [VmisOptions::TUNED, VmisOptions::EXAMPLE] {
                let knn = VmisKnn::new(self.train.clone(), self.products.len(), options);
                methods.push(Box::new(knn));
            }
        }
        for mut method in methods {
            comparison.add(Role::Rival, method.as_mut());
        }
        let (rows, detail) = comparison.finish();
        report.rows.extend(rows);
        report.details.extend(detail);
        Ok(())
    }
}

fn read_views(
    path: &Path,
    ids: &mut Interner,
    options: &Options,
) -> Result<Vec<Views>, IngestError> {
    let mut log = read_session_file(path, options, &mut |_| ())?;
    // Stable: of one second in the order of the file.
    log.rows.sort_by_key(|row| (row.session, row.time));
    let mut found = Vec::new();
    for session in log.rows.chunk_by(|a, b| a.session == b.session) {
        let seen = session.iter().filter(|row| row.event == SessionEvent::View);
        let mut views = Views {
            time: i64::MIN,
            items: Vec::new(),
            times: Vec::new(),
        };
        for row in seen {
            views.time = row.time;
            // The interner is full only after 2³² products.
            let item = row.product.and_then(|p| ids.intern(log.products.key(p)));
            let Some(item) = item else { continue };
            if !log.has_events || views.items.last() != Some(&item) {
                views.items.push(item);
                views.times.push(row.time);
            }
        }
        if !views.items.is_empty() {
            found.push(views);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn file(text: &str) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().expect("temporary");
        file.write_all(text.as_bytes()).expect("written");
        file
    }

    #[test]
    fn views_of_the_last_days_are_predicted() {
        let sessions = file(
            "session_id,time,event,product_id\na,2025-01-01,view,p\na,2025-01-02,view,p\na,2025-01-03,view,q\n\
             b,2025-03-01,view,q\nb,2025-03-02,add_to_cart,q\nb,2025-03-03,view,r\n",
        );
        let fold = SessionFold::read(sessions.path(), None, &Options::default(), 30).expect("read");
        let ids: Vec<&str> = fold.products.iter().map(|p| p.id.as_str()).collect();
        assert_eq!(ids, ["p", "q"]);
        assert_eq!(
            fold.train,
            [TrainingSession {
                items: vec![0, 1],
                time: 1_735_862_400
            }]
        );
        let seen: Vec<(u32, i64)> = fold
            .visits
            .iter()
            .flatten()
            .map(|touch| (touch.product, touch.time))
            .collect();
        assert_eq!(
            seen,
            [(0, 1_735_689_600), (1, 1_735_862_400)],
            "p twice in a row is one view"
        );
        assert_eq!(
            fold.test,
            [vec![Some(1), None]],
            "r is not known to training"
        );
        assert!(SessionFold::read(sessions.path(), None, &Options::default(), 300).is_err());
    }

    #[test]
    fn a_file_of_test_sessions_is_taken_whole_and_without_events_as_it_is() {
        let train = file("session_id,time,product_id\na,2025-01-01,p\na,2025-01-02,q\n");
        let test =
            file("session_id,time,product_id\na,2024-01-01,q\na,2024-01-02,q\na,2024-01-03,p\n");
        let fold = SessionFold::read(train.path(), Some(test.path()), &Options::default(), 30)
            .expect("read");
        assert_eq!(
            (fold.train.len(), &fold.test[..]),
            (1, &[vec![Some(1), Some(1), Some(0)]][..])
        );
    }
}
