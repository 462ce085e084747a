//! A run as the battery wants it: with parameters of its own, and everything that goes in or out in doubles.

mod owned;
#[cfg(test)]
mod tests;

use crate::error::{Error, Result};
use crate::float::Float;
use crate::hyper::Hyper;
use owned::Owned;

/// One array, in C order.
#[derive(Clone, Copy, Debug)]
pub struct Array<'a> {
    pub data: &'a [f64],
    pub shape: &'a [usize],
}

/// One hyperparameter, of every parameter or of one.
#[derive(Clone, Copy, Debug)]
pub struct Value<'a> {
    pub name: &'a str,
    pub value: f64,
    pub parameter: Option<usize>,
}

/// What can be done with a run, whatever its dtype. Slot 0 is theta.
pub trait Run: Send {
    fn step(&mut self, gradients: &[Array<'_>], hyper: &[Value<'_>]) -> Result<()> {
        self.step_some(&gradients.iter().copied().map(Some).collect::<Vec<_>>(), hyper)
    }
    /// A step in which some parameters have no gradient.
    fn step_some(&mut self, gradients: &[Option<Array<'_>>], hyper: &[Value<'_>]) -> Result<()>;
    /// The steps of every parameter, or -1 where these are not the same.
    fn t(&self) -> i64;
    fn set_t(&mut self, t: i64) -> Result<()>;
    fn slots(&self) -> Vec<&'static str>;
    fn shape(&self, slot: usize, parameter: usize) -> Result<Vec<usize>>;
    fn read(&mut self, slot: usize, parameter: usize, to: &mut [f64]) -> Result<()>;
    fn load(&mut self, slot: &str, arrays: &[Array<'_>]) -> Result<()>;
    /// Adds parameters after those that are there; `hyper` has values of all of them.
    fn add(&mut self, params: &[Array<'_>], hyper: &[Value<'_>]) -> Result<()>;
    /// Everything that must be kept of the run.
    fn save(&mut self) -> Vec<u8>;
    /// Takes up what a run of the same shapes has saved.
    fn restore(&mut self, saved: &[u8]) -> Result<()>;
}

/// Begins a run.
pub fn begin(
    algorithm: &str,
    variant: &str,
    dtype: &str,
    params: &[Array<'_>],
    hyper: &[Value<'_>],
) -> Result<Box<dyn Run>> {
    match dtype {
        "float64" => Ok(Box::new(Owned::<f64>::new(algorithm, variant, params, hyper)?)),
        "float32" => Ok(Box::new(Owned::<f32>::new(algorithm, variant, params, hyper)?)),
        _ => Err(Error::Unsupported(format!("no tensors in {dtype}"))),
    }
}

/// Sets the hyperparameters of each parameter; of several entries that fit, the last is in force.
pub(crate) fn in_force(all: &mut [Hyper], given: &[Value<'_>]) -> Result<()> {
    for value in given {
        match value.parameter {
            None => all.iter_mut().for_each(|h| h.set(value.name, value.value)),
            Some(i) => all.get_mut(i).ok_or_else(|| out_of("parameter", i))?.set(value.name, value.value),
        }
    }
    Ok(())
}

pub(crate) fn rounded<T: Float>(arrays: &[Array<'_>]) -> Vec<Vec<T>> {
    arrays.iter().map(|x| x.data.iter().map(|&value| T::of(value)).collect()).collect()
}

pub(crate) fn shapes(arrays: &[Array<'_>]) -> Vec<Vec<usize>> {
    arrays.iter().map(|x| x.shape.to_vec()).collect()
}

fn out_of(what: &str, index: usize) -> Error {
    Error::Misused(format!("there is no {what} {index}"))
}
