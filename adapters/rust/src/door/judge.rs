//! The functions of `goldstep.h`, which says what each must do and what its caller must grant.
#![allow(clippy::missing_safety_doc)] // it is in goldstep.h

use std::ffi::{c_char, c_int, CString};
use std::fmt::Write;
use std::ptr;
use std::sync::OnceLock;

use super::{arrays, gradients, hypers, misused, slice, slice_mut, text};
use super::{RawArray, RawHyper, RawSetup, Reason, ABI, MAX_RANK, MISUSED};
use crate::algorithms::all;
use crate::run::{begin, Run};

/// `goldstep_run`: what is behind the pointer.
pub struct Handle {
    run: Option<Box<dyn Run>>,
    names: Vec<CString>,
    reason: Reason,
    saved: Vec<u8>,
}

impl Handle {
    /// Calls the run, unless there is none because its beginning failed.
    fn call(&mut self, f: impl FnOnce(&mut dyn Run) -> crate::Result<()>) -> c_int {
        let Self { run, reason, .. } = self;
        reason.of(|| f(run.as_deref_mut().ok_or_else(|| misused("the run did not begin"))?))
    }
}

#[no_mangle]
pub extern "C" fn goldstep_abi() -> u32 {
    ABI
}

#[no_mangle]
pub extern "C" fn goldstep_info() -> *const c_char {
    static INFO: OnceLock<CString> = OnceLock::new();
    INFO.get_or_init(|| CString::new(info()).unwrap_or_default()).as_ptr()
}

fn info() -> String {
    let (mut algorithms, mut doubles) = (String::new(), String::new());
    for entry in all::<f64>() {
        let variants: Vec<_> = entry.variants.iter().map(|name| format!("\"{name}\"")).collect();
        let comma = if algorithms.is_empty() { "" } else { ", " };
        let _ = write!(algorithms, "{comma}\"{}\": [{}]", entry.name, variants.join(", "));
        if entry.number {
            let comma = if doubles.is_empty() { "" } else { ", " };
            let _ = write!(doubles, "{comma}\"{}\": [\"float64\"]", entry.name);
        }
    }
    let version = env!("CARGO_PKG_VERSION");
    format!(
        "{{\"name\": \"goldstep-rust\", \"version\": \"{version}\", \"dtypes\": [\"float64\", \"float32\"], \
         \"groups\": true, \"missing\": true, \"algorithms\": {{{algorithms}}}, \"dtypes_of\": {{{doubles}}}}}"
    )
}

#[no_mangle]
pub unsafe extern "C" fn goldstep_init(setup: *const RawSetup, out: *mut *mut Handle) -> c_int {
    if setup.is_null() || out.is_null() {
        return MISUSED;
    }
    let mut handle = Box::new(Handle { run: None, names: vec![], reason: Reason::default(), saved: vec![] });
    let Handle { run, names, reason, .. } = &mut *handle;
    let code = reason.of(|| {
        let setup = &*setup;
        let begun = begin(
            text(setup.algorithm)?,
            text(setup.variant)?,
            text(setup.dtype)?,
            &arrays(setup.params, setup.n_params)?,
            &hypers(setup.hyper, setup.n_hyper)?,
        )?;
        *names = begun.slots().into_iter().map(|name| CString::new(name).unwrap_or_default()).collect();
        *run = Some(begun);
        Ok(())
    });
    *out = Box::into_raw(handle);
    code
}

#[no_mangle]
pub unsafe extern "C" fn goldstep_step(
    run: *mut Handle,
    n_params: usize,
    given: *const RawArray,
    n_hyper: usize,
    hyper: *const RawHyper,
) -> c_int {
    let Some(run) = run.as_mut() else { return MISUSED };
    run.call(|run| run.step_some(&gradients(given, n_params)?, &hypers(hyper, n_hyper)?))
}

#[no_mangle]
pub unsafe extern "C" fn goldstep_state(run: *mut Handle, t: *mut i64, n_slots: *mut usize) -> c_int {
    let Some(run) = run.as_mut() else { return MISUSED };
    let count = run.names.len();
    run.call(|run| {
        slice_mut(t, 1)?[0] = run.t();
        slice_mut(n_slots, 1)?[0] = count;
        Ok(())
    })
}

#[no_mangle]
pub unsafe extern "C" fn goldstep_slot(run: *mut Handle, slot: usize) -> *const c_char {
    run.as_ref().and_then(|run| run.names.get(slot)).map_or(ptr::null(), |name| name.as_ptr())
}

#[no_mangle]
pub unsafe extern "C" fn goldstep_shape(
    run: *mut Handle,
    slot: usize,
    parameter: usize,
    rank: *mut usize,
    shape: *mut usize,
) -> c_int {
    let Some(run) = run.as_mut() else { return MISUSED };
    run.call(|run| {
        let found = run.shape(slot, parameter)?;
        if found.len() > MAX_RANK {
            return Err(misused("more dimensions than goldstep.h has room for"));
        }
        slice_mut(rank, 1)?[0] = found.len();
        slice_mut(shape, found.len())?.copy_from_slice(&found);
        Ok(())
    })
}

#[no_mangle]
pub unsafe extern "C" fn goldstep_read(
    run: *mut Handle,
    slot: usize,
    parameter: usize,
    to: *mut f64,
    size: usize,
) -> c_int {
    let Some(run) = run.as_mut() else { return MISUSED };
    run.call(|run| run.read(slot, parameter, slice_mut(to, size)?))
}

#[no_mangle]
pub unsafe extern "C" fn goldstep_load(
    run: *mut Handle,
    slot: *const c_char,
    n_params: usize,
    given: *const RawArray,
) -> c_int {
    let Some(run) = run.as_mut() else { return MISUSED };
    run.call(|run| run.load(text(slot)?, &arrays(given, n_params)?))
}

#[no_mangle]
pub unsafe extern "C" fn goldstep_set_t(run: *mut Handle, t: i64) -> c_int {
    let Some(run) = run.as_mut() else { return MISUSED };
    run.call(|run| run.set_t(t))
}

#[no_mangle]
pub unsafe extern "C" fn goldstep_add(
    run: *mut Handle,
    n_params: usize,
    params: *const RawArray,
    n_hyper: usize,
    hyper: *const RawHyper,
) -> c_int {
    let Some(run) = run.as_mut() else { return MISUSED };
    run.call(|run| run.add(&arrays(params, n_params)?, &hypers(hyper, n_hyper)?))
}

#[no_mangle]
pub unsafe extern "C" fn goldstep_save(run: *mut Handle, data: *mut *const u8, size: *mut usize) -> c_int {
    let Some(handle) = run.as_mut() else { return MISUSED };
    let mut saved = vec![];
    let code = handle.call(|run| {
        saved = run.save();
        Ok(())
    });
    handle.saved = saved;
    let Handle { saved, reason, .. } = handle;
    if code != super::OK {
        return code;
    }
    reason.of(|| {
        slice_mut(data, 1)?[0] = saved.as_ptr();
        slice_mut(size, 1)?[0] = saved.len();
        Ok(())
    })
}

#[no_mangle]
pub unsafe extern "C" fn goldstep_restore(run: *mut Handle, data: *const u8, size: usize) -> c_int {
    let Some(run) = run.as_mut() else { return MISUSED };
    run.call(|run| run.restore(slice(data, size)?))
}

#[no_mangle]
pub unsafe extern "C" fn goldstep_error(run: *mut Handle) -> *const c_char {
    run.as_ref().map_or(ptr::null(), |run| run.reason.0.as_ptr())
}

#[no_mangle]
pub unsafe extern "C" fn goldstep_destroy(run: *mut Handle) {
    if !run.is_null() {
        drop(Box::from_raw(run));
    }
}
