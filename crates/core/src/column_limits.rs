//! How many tasks a column should hold: a reminder that the board shows, never a refusal.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Status;
use crate::invalid::Invalid;

/// The limit of each column that has one, 1 to 999.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<Status, u32>", into = "BTreeMap<Status, u32>")]
pub struct ColumnLimits(BTreeMap<Status, u32>);

impl ColumnLimits {
    /// The largest limit.
    pub const MAX: u32 = 999;

    /// Returns the limit of a column.
    pub fn of(&self, status: Status) -> Option<u32> {
        self.0.get(&status).copied()
    }

    /// Sets the limit of a column, or takes it away.
    pub fn set(&mut self, status: Status, limit: Option<u32>) -> Result<(), Invalid> {
        match limit {
            Some(limit) => {
                check(status, limit)?;
                self.0.insert(status, limit);
            }
            None => {
                self.0.remove(&status);
            }
        }
        Ok(())
    }

    /// Returns the columns that have a limit, in the board's order.
    pub fn iter(&self) -> impl Iterator<Item = (Status, u32)> + '_ {
        self.0.iter().map(|(status, limit)| (*status, *limit))
    }
}

fn check(status: Status, limit: u32) -> Result<(), Invalid> {
    if (1..=ColumnLimits::MAX).contains(&limit) {
        return Ok(());
    }
    Err(Invalid::new(
        "column_limits",
        format!("{limit} is not a limit for {status}"),
        format!("Give a whole number from 1 to {}, or clear it.", ColumnLimits::MAX),
    ))
}

impl TryFrom<BTreeMap<Status, u32>> for ColumnLimits {
    type Error = Invalid;

    fn try_from(limits: BTreeMap<Status, u32>) -> Result<Self, Invalid> {
        limits.iter().try_for_each(|(status, limit)| check(*status, *limit))?;
        Ok(Self(limits))
    }
}

impl From<ColumnLimits> for BTreeMap<Status, u32> {
    fn from(limits: ColumnLimits) -> Self {
        limits.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_a_number_from_1_to_999_by_the_column_s_name() {
        let read = |json: &str| serde_json::from_str::<ColumnLimits>(json);
        let limits = read(r#"{"In Progress": 3, "Backlog": 999}"#).unwrap();
        assert_eq!(limits.iter().collect::<Vec<_>>(), [(Status::Backlog, 999), (Status::InProgress, 3)]);
        assert_eq!(serde_json::to_string(&limits).unwrap(), r#"{"Backlog":999,"In Progress":3}"#);
        for json in
            [r#"{"Ready": 0}"#, r#"{"Ready": 1000}"#, r#"{"Ready": -1}"#, r#"{"Nowhere": 3}"#, r#"{"Ready": 1.5}"#]
        {
            assert!(read(json).is_err(), "{json}");
        }
        assert!(read(r#"{"Ready": 1000}"#).unwrap_err().to_string().contains("1000 is not a limit for Ready"));
    }

    #[test]
    fn a_limit_is_set_and_taken_away() {
        let mut limits = ColumnLimits::default();
        limits.set(Status::Testing, Some(4)).unwrap();
        assert_eq!(limits.of(Status::Testing), Some(4));
        assert_eq!(limits.set(Status::Testing, Some(0)).unwrap_err().field, "column_limits");
        limits.set(Status::Testing, None).unwrap();
        assert_eq!(limits, ColumnLimits::default());
    }
}
