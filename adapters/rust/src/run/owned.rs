//! A run in one dtype.

use std::ops::Range;

use super::{in_force, out_of, rounded, shapes, Array, Run, Value};
use crate::error::{Error, Result};
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::{Layout, Shape};
use crate::optimizer::Optimizer;
use crate::state::Slot;

pub(super) struct Owned<T> {
    pub(super) theta: Vec<Vec<T>>,
    pub(super) shapes: Vec<Vec<usize>>,
    pub(super) optimizer: Optimizer<T>,
}

impl<T: Float> Owned<T> {
    pub(super) fn new(algorithm: &str, variant: &str, params: &[Array<'_>], hyper: &[Value<'_>]) -> Result<Self> {
        let (theta, shapes) = (rounded::<T>(params), shapes(params));
        let mut each = vec![Hyper::default(); params.len()];
        in_force(&mut each, hyper)?;
        let slices: Vec<&[T]> = theta.iter().map(Vec::as_slice).collect();
        let optimizer = Optimizer::new(algorithm, variant, each, &shapes, &slices)?;
        Ok(Self { theta, shapes, optimizer })
    }

    fn layouts(&self) -> &[Layout] {
        self.optimizer.states.first().map_or(&[], |state| &state.layouts)
    }

    /// Which state has the array of a parameter, and where in it the array lies: in one piece for each copy that a
    /// window has, where all parameters are one vector.
    fn pieces(&self, slot: usize, parameter: usize) -> Result<(usize, impl Iterator<Item = Range<usize>>)> {
        let own: usize = self.shape(slot, parameter)?.iter().product();
        let joint = self.optimizer.joint() && slot > 0;
        let (state, copies, stride, first, n) = if joint && self.layouts()[slot - 1].shape != Shape::Scalar {
            let sizes = self.theta.iter().map(Vec::len);
            let n = self.theta[parameter].len();
            (0, own.checked_div(n).unwrap_or(0), sizes.clone().sum(), sizes.take(parameter).sum(), n)
        } else {
            (if joint { 0 } else { parameter }, 1, 0, 0, own)
        };
        let piece = move |k| k * stride + first..k * stride + first + n;
        Ok((state, (0..copies).map(piece)))
    }

    /// Lets `f` copy between the array of a parameter and `other`, piece by piece.
    fn copy(&mut self, slot: usize, parameter: usize, mut f: impl FnMut(Slot<'_, T>)) -> Result<()> {
        let (state, pieces) = self.pieces(slot, parameter)?;
        if slot == 0 {
            f(Slot::Tensor(&mut self.theta[parameter]));
            return Ok(());
        }
        match self.optimizer.states[state].slot(slot - 1) {
            Slot::Scalar(value) => f(Slot::Scalar(value)),
            Slot::Tensor(values) => pieces.for_each(|piece| f(Slot::Tensor(&mut values[piece]))),
        }
        Ok(())
    }
}

impl<T: Float> Run for Owned<T> {
    fn step_some(&mut self, gradients: &[Option<Array<'_>>], hyper: &[Value<'_>]) -> Result<()> {
        in_force(&mut self.optimizer.hyper, hyper)?;
        let given: Vec<_> = gradients.iter().map(|g| g.map(|g| rounded::<T>(&[g]).remove(0))).collect();
        let mut theta: Vec<&mut [T]> = self.theta.iter_mut().map(Vec::as_mut_slice).collect();
        self.optimizer.step_some(&mut theta, &given.iter().map(Option::as_deref).collect::<Vec<_>>())
    }

    fn t(&self) -> i64 {
        self.optimizer.common_t().map_or(-1, i64::from)
    }

    fn set_t(&mut self, t: i64) -> Result<()> {
        let wrong = |_| Error::Misused(format!("{t} is no number of steps"));
        self.optimizer.set_t(u32::try_from(t).map_err(wrong)?.try_into().map_err(wrong)?);
        Ok(())
    }

    fn slots(&self) -> Vec<&'static str> {
        std::iter::once("theta").chain(self.layouts().iter().map(|layout| layout.name)).collect()
    }

    fn shape(&self, slot: usize, parameter: usize) -> Result<Vec<usize>> {
        let own = self.shapes.get(parameter).ok_or_else(|| out_of("parameter", parameter))?;
        if slot == 0 {
            return Ok(own.clone());
        }
        Ok(self.layouts().get(slot - 1).ok_or_else(|| out_of("slot", slot))?.shape.of(own))
    }

    fn read(&mut self, slot: usize, parameter: usize, to: &mut [f64]) -> Result<()> {
        sized(to.len(), &self.shape(slot, parameter)?)?;
        let mut rest = to;
        self.copy(slot, parameter, |from| match from {
            Slot::Scalar(value) => rest[0] = *value,
            Slot::Tensor(values) => {
                let (now, later) = std::mem::take(&mut rest).split_at_mut(values.len());
                now.iter_mut().zip(values).for_each(|(to, x)| *to = x.double());
                rest = later;
            }
        })
    }

    fn load(&mut self, slot: &str, arrays: &[Array<'_>]) -> Result<()> {
        let known = self.slots();
        let slot = known.iter().position(|&name| name == slot);
        let slot = slot.ok_or_else(|| Error::Misused(format!("the state has only {}", known.join(", "))))?;
        if arrays.len() != self.theta.len() {
            return Err(Error::Misused("another number of arrays than parameters".to_owned()));
        }
        for (parameter, array) in arrays.iter().enumerate() {
            sized(array.data.len(), &self.shape(slot, parameter)?)?;
        }
        for (parameter, array) in arrays.iter().enumerate() {
            let mut rest = array.data;
            self.copy(slot, parameter, |to| match to {
                Slot::Scalar(value) => *value = rest[0],
                Slot::Tensor(values) => {
                    let (now, later) = rest.split_at(values.len());
                    values.iter_mut().zip(now).for_each(|(to, &x)| *to = T::of(x));
                    rest = later;
                }
            })?;
        }
        Ok(())
    }

    fn add(&mut self, params: &[Array<'_>], hyper: &[Value<'_>]) -> Result<()> {
        let mut each = self.optimizer.hyper.clone();
        each.resize(self.theta.len() + params.len(), Hyper::default());
        in_force(&mut each, hyper)?;
        for ((theta, shape), own) in rounded::<T>(params).into_iter().zip(shapes(params)).zip(&each[self.theta.len()..])
        {
            self.optimizer.add(own.clone(), &shape, &theta)?;
            self.theta.push(theta);
            self.shapes.push(shape);
        }
        self.optimizer.hyper = each;
        Ok(())
    }

    fn save(&mut self) -> Vec<u8> {
        let mut words: Vec<u64> = vec![];
        self.words(|value| words.push(value.to_bits()));
        self.optimizer.counts(|count| words.push(u64::from(count.unsigned_abs())));
        words.iter().flat_map(|word| word.to_le_bytes()).collect()
    }

    fn restore(&mut self, saved: &[u8]) -> Result<()> {
        let mut numbers = 0;
        self.words(|_| numbers += 1);
        self.optimizer.counts(|_| numbers += 1);
        if saved.len() != 8 * numbers {
            return Err(Error::Misused("what was saved is of a run of other shapes".to_owned()));
        }
        let mut words = saved.chunks_exact(8).map(|word| u64::from_le_bytes(word.try_into().unwrap_or_default()));
        let mut next = || words.next().unwrap_or_default();
        self.words(|value| *value = f64::from_bits(next()));
        self.optimizer.counts(|count| *count = i32::try_from(next()).unwrap_or(i32::MAX));
        Ok(())
    }
}

impl<T: Float> Owned<T> {
    /// Lets `f` see, and change, every number of the parameters and of the state in doubles, always in the same order.
    fn words(&mut self, mut f: impl FnMut(&mut f64)) {
        let tensors = self.optimizer.states.iter_mut().flat_map(|state| state.tensors.iter_mut().map(|x| &mut x[..]));
        for values in self.theta.iter_mut().map(Vec::as_mut_slice).chain(tensors) {
            for x in values {
                let mut double = x.double();
                f(&mut double);
                *x = T::of(double);
            }
        }
        self.optimizer.states.iter_mut().flat_map(|state| &mut state.scalars).for_each(f);
    }
}

fn sized(found: usize, shape: &[usize]) -> Result<()> {
    if found == shape.iter().product() {
        return Ok(());
    }
    Err(Error::Misused(format!("{found} numbers for an array of shape {shape:?}")))
}
