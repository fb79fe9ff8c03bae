//! Reading the fields of a partial update, so that a refusal names the field.

/// Declares the functions that read a field: one that may be left out but not cleared (`null` is a wrong
/// type), and one that `null` clears, which is not the same as leaving it out.
macro_rules! readers {
    (
        may_be_left_out { $($required:ident = $required_name:literal),* $(,)? }
        may_be_cleared { $($nullable:ident = $nullable_name:literal),* $(,)? }
    ) => {
        $(
            pub(super) fn $required<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
            where
                D: ::serde::Deserializer<'de>,
                T: ::serde::Deserialize<'de>,
            {
                T::deserialize(deserializer).map(Some).map_err(|error| $crate::patch::in_field($required_name, &error))
            }
        )*
        $(
            pub(super) fn $nullable<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
            where
                D: ::serde::Deserializer<'de>,
                T: ::serde::Deserialize<'de>,
            {
                <Option<T> as ::serde::Deserialize>::deserialize(deserializer)
                    .map(Some)
                    .map_err(|error| $crate::patch::in_field($nullable_name, &error))
            }
        )*
    };
}

pub(crate) use readers;

/// Returns the error with the name of the field in front.
pub(crate) fn in_field<E: serde::de::Error>(field: &str, error: &E) -> E {
    E::custom(format_args!("{field}: {error}"))
}
