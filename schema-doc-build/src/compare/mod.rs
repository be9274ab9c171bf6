//! Two schemas → changes, each with both places.
