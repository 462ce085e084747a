//! The way in from C, and the only place with `unsafe` code: raw pointers become slices here, and nowhere else.
//!
//! [`judge`] has the functions of `goldstep.h`, by which the battery drives a run; [`train`] has a few more, by which
//! a program in another language trains. Both describe arrays and hyperparameters by the structures of `goldstep.h`.

pub mod judge;
pub(crate) mod memory;
pub mod train;

use std::any::Any;
use std::ffi::{c_char, c_int, CStr, CString};
use std::panic::{catch_unwind, AssertUnwindSafe};

use crate::error::{Error, Result};
use crate::run::{Array, Value};

pub const ABI: u32 = 1;
pub const MAX_RANK: usize = 8;
pub const EVERY: i64 = -1;

pub const OK: c_int = 0;
pub const UNSUPPORTED: c_int = 1;
pub const FAILED: c_int = 2;
pub const MISUSED: c_int = 3;

/// `goldstep_array`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct RawArray {
    pub data: *const f64,
    pub size: usize,
    pub rank: usize,
    pub shape: *const usize,
}

/// `goldstep_hyper`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct RawHyper {
    pub name: *const c_char,
    pub value: f64,
    pub parameter: i64,
}

/// `goldstep_setup`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct RawSetup {
    pub algorithm: *const c_char,
    pub variant: *const c_char,
    pub dtype: *const c_char,
    pub mode: *const c_char,
    pub device: *const c_char,
    pub n_params: usize,
    pub params: *const RawArray,
    pub n_hyper: usize,
    pub hyper: *const RawHyper,
}

/// A slice of what C calls a pointer and a number, which may be NULL where the number is 0.
///
/// # Safety
/// There are `n` values behind `data`, and nobody writes to them while the slice lives.
unsafe fn slice<'a, X>(data: *const X, n: usize) -> Result<&'a [X]> {
    match (data.is_null(), n) {
        (_, 0) => Ok(&[]),
        (true, _) => Err(misused("NULL where there should be an array")),
        _ => Ok(std::slice::from_raw_parts(data, n)),
    }
}

/// The same, to be written to.
///
/// # Safety
/// There are `n` values behind `data`, which nobody else reads or writes while the slice lives.
unsafe fn slice_mut<'a, X>(data: *mut X, n: usize) -> Result<&'a mut [X]> {
    match (data.is_null(), n) {
        (_, 0) => Ok(&mut []),
        (true, _) => Err(misused("NULL where there should be room")),
        _ => Ok(std::slice::from_raw_parts_mut(data, n)),
    }
}

/// # Safety
/// `data` is NULL or a string that ends with a zero byte and outlives the result.
unsafe fn text<'a>(data: *const c_char) -> Result<&'a str> {
    if data.is_null() {
        return Err(misused("NULL where there should be a text"));
    }
    CStr::from_ptr(data).to_str().map_err(|_| misused("a text that is not UTF-8"))
}

/// # Safety
/// As `goldstep.h` demands of arrays.
unsafe fn arrays<'a>(data: *const RawArray, n: usize) -> Result<Vec<Array<'a>>> {
    let array = |raw: &RawArray| -> Result<Array<'a>> {
        let array = Array { data: slice(raw.data, raw.size)?, shape: slice(raw.shape, raw.rank)? };
        if array.shape.len() > MAX_RANK || array.shape.iter().product::<usize>() != raw.size {
            return Err(misused("an array whose size is not the product of its shape"));
        }
        Ok(array)
    };
    slice(data, n)?.iter().map(array).collect()
}

/// The same of gradients, of which one may be missing.
///
/// # Safety
/// As `goldstep.h` demands of arrays.
unsafe fn gradients<'a>(data: *const RawArray, n: usize) -> Result<Vec<Option<Array<'a>>>> {
    let array = |raw: &RawArray| -> Result<Option<Array<'a>>> {
        if raw.data.is_null() && raw.size > 0 {
            return Ok(None);
        }
        Ok(arrays(raw, 1)?.pop())
    };
    slice(data, n)?.iter().map(array).collect()
}

/// # Safety
/// As `goldstep.h` demands of hyperparameters.
unsafe fn hypers<'a>(data: *const RawHyper, n: usize) -> Result<Vec<Value<'a>>> {
    let value = |raw: &RawHyper| -> Result<Value<'a>> {
        let parameter = match raw.parameter {
            EVERY => None,
            i => Some(usize::try_from(i).map_err(|_| misused("a hyperparameter of no parameter"))?),
        };
        Ok(Value { name: text(raw.name)?, value: raw.value, parameter })
    };
    slice(data, n)?.iter().map(value).collect()
}

fn misused(text: &str) -> Error {
    Error::Misused(text.to_owned())
}

/// Why the last call failed, as C reads it.
#[derive(Default)]
struct Reason(CString);

impl Reason {
    /// The code for the result of `f`, whose failure or panic is kept.
    fn of(&mut self, f: impl FnOnce() -> Result<()>) -> c_int {
        self.0 = CString::default();
        let result = catch_unwind(AssertUnwindSafe(f)).unwrap_or_else(|panic| Err(Error::Failed(told(&*panic))));
        let Err(error) = result else { return OK };
        self.0 = CString::new(error.text().replace('\0', " ")).unwrap_or_default();
        match error {
            Error::Unsupported(_) => UNSUPPORTED,
            Error::Failed(_) => FAILED,
            Error::Misused(_) => MISUSED,
        }
    }
}

fn told(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    format!("panic: {}", text.unwrap_or("of unknown kind"))
}

#[cfg(test)]
mod tests {
    use super::{misused, Reason, FAILED, MISUSED, OK};

    #[test]
    fn a_panic_becomes_a_failure_with_its_text() {
        let mut reason = Reason::default();
        assert_eq!(reason.of(|| panic!("all {}", "lost")), FAILED);
        assert_eq!(reason.0.to_str().unwrap(), "panic: all lost");
        assert_eq!(reason.of(|| Err(misused("a zero\0byte"))), MISUSED);
        assert_eq!(reason.0.to_str().unwrap(), "a zero byte");
        assert_eq!(reason.of(|| Ok(())), OK);
        assert_eq!(reason.0.to_str().unwrap(), "");
    }
}
