//! Which packages a command works on.
