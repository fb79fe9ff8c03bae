//! Reading many rows at once.

use sea_orm::sea_query::Expr;
use sea_orm::{EntityTrait, IdenStatic, Iterable, QuerySelect, Select};
use serde::de::DeserializeOwned;

use crate::error::StoreError;
use crate::tx::Tx;

impl Tx {
    /// Returns the rows of a selection, in no particular order, read as one JSON text.
    ///
    /// sqlx hands SQLite's rows over one by one from a thread of its own, which takes several times as long
    /// as reading them; a board of 10,000 cards is one value this way. Each row is an array of the
    /// table's columns in their order, for the fields of `T`.
    pub(crate) async fn all_at_once<E, T>(&self, select: Select<E>) -> Result<Vec<T>, StoreError>
    where
        E: EntityTrait,
        T: DeserializeOwned,
    {
        self.columns_at_once(select, E::Column::iter()).await
    }

    /// Does what [`Tx::all_at_once`] does with some of the columns, in their order.
    pub(crate) async fn columns_at_once<E, T>(
        &self,
        select: Select<E>,
        columns: impl IntoIterator<Item = E::Column>,
    ) -> Result<Vec<T>, StoreError>
    where
        E: EntityTrait,
        T: DeserializeOwned,
    {
        let columns: Vec<_> = columns.into_iter().map(|column| format!("\"{}\"", column.as_str())).collect();
        let rows = Expr::cust(format!("json_group_array(json_array({}))", columns.join(", ")));
        let text: Option<String> =
            select.select_only().expr(rows).into_tuple().one(&self.db).await.map_err(|e| self.error(e))?;
        let Some(text) = text else { return Ok(Vec::new()) };
        serde_json::from_str(&text).map_err(|error| StoreError::BadRow {
            table: "tasks",
            column: "row",
            value: error.to_string(),
        })
    }
}
