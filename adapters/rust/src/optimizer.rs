//! An optimizer for training: it keeps the state, and updates parameters that belong to the caller.

use crate::algorithms::{all, Entry, Parameter};
use crate::error::{Error, Result};
use crate::float::Float;
use crate::hyper::Hyper;
use crate::state::State;
use crate::threads::Threads;

const MOST_INPUTS: usize = 8;

pub struct Optimizer<T> {
    entry: Entry<T>,
    variant: String,
    /// One for each parameter. Names that the variant does not have are not looked at.
    pub hyper: Vec<Hyper>,
    /// How many steps were taken.
    pub t: i32,
    /// In how many of them each parameter had no gradient.
    missed: Vec<i32>,
    pub threads: Threads,
    pub(crate) states: Vec<State<T>>,
}

impl<T: Float> Optimizer<T> {
    /// `hyper` has those of each parameter, `theta` the initial parameters, in C order.
    pub fn new(
        algorithm: &str,
        variant: &str,
        hyper: Vec<Hyper>,
        shapes: &[Vec<usize>],
        theta: &[&[T]],
    ) -> Result<Self> {
        let entry = all().into_iter().find(|entry| entry.name == algorithm);
        let entry = entry.ok_or_else(|| Error::Unsupported(format!("no algorithm {algorithm}")))?;
        Self::of(entry, variant, hyper, shapes, theta)
    }

    pub(crate) fn of(
        entry: Entry<T>,
        variant: &str,
        hyper: Vec<Hyper>,
        shapes: &[Vec<usize>],
        theta: &[&[T]],
    ) -> Result<Self> {
        if !entry.variants.contains(&variant) {
            return Err(Error::Unsupported(format!("{} has no variant {variant}", entry.name)));
        }
        if hyper.len() != shapes.len() || theta.len() != shapes.len() {
            return Err(misused("another number of arrays than parameters"));
        }
        let states: Result<Vec<_>> = if entry.joint {
            let joined = theta.concat();
            hyper.iter().take(1).map(|h| State::new(&entry, variant, h, &[joined.len()], &joined)).collect()
        } else {
            let each = hyper.iter().zip(shapes).zip(theta);
            each.map(|((h, shape), theta)| State::new(&entry, variant, h, shape, theta)).collect()
        };
        let (states, variant, missed) = (states?, variant.to_owned(), vec![0; hyper.len()]);
        Ok(Self { entry, variant, hyper, t: 0, missed, threads: Threads::default(), states })
    }

    pub fn joint(&self) -> bool {
        self.entry.joint
    }

    /// How many arrays a step is given for each parameter.
    pub fn inputs(&self) -> usize {
        self.entry.inputs
    }

    /// One step. `gradients` has one slice for each parameter, with all its inputs one after the other.
    pub fn step(&mut self, theta: &mut [&mut [T]], gradients: &[&[T]]) -> Result<()> {
        if theta.len() != self.hyper.len() || gradients.len() != theta.len() {
            return Err(misused("another number of arrays than parameters"));
        }
        if theta.iter().zip(gradients).any(|(x, g)| g.len() != x.len() * self.entry.inputs) {
            return Err(misused("a gradient of another size than its parameter needs"));
        }
        if self.entry.joint {
            return self.step_joined(theta, gradients);
        }
        if self.states.iter().zip(theta.iter()).any(|(state, x)| state.size != x.len()) {
            return Err(misused("a parameter of another size than at the start"));
        }
        self.t = self.t.checked_add(1).ok_or_else(|| Error::Failed("too many steps".to_owned()))?;
        for (i, (x, g)) in theta.iter_mut().zip(gradients).enumerate() {
            self.advance(i, x, g)?;
        }
        Ok(())
    }

    /// A step in which a parameter that has no gradient stays as it is, with its state and its count.
    pub fn step_some(&mut self, theta: &mut [&mut [T]], gradients: &[Option<&[T]>]) -> Result<()> {
        let given: Vec<&[T]> = gradients.iter().copied().flatten().collect();
        if given.len() == gradients.len() {
            return self.step(theta, &given);
        }
        if self.entry.joint {
            return Err(Error::Unsupported(format!("{} joins its parameters to one vector", self.entry.name)));
        }
        if theta.len() != self.hyper.len() || gradients.len() != theta.len() {
            return Err(misused("another number of arrays than parameters"));
        }
        let sizes = theta.iter().map(|x| x.len()).zip(gradients);
        if sizes.clone().any(|(n, g)| g.is_some_and(|g| g.len() != n * self.entry.inputs)) {
            return Err(misused("a gradient of another size than its parameter needs"));
        }
        if self.states.iter().zip(theta.iter()).any(|(state, x)| state.size != x.len()) {
            return Err(misused("a parameter of another size than at the start"));
        }
        self.t = self.t.checked_add(1).ok_or_else(|| Error::Failed("too many steps".to_owned()))?;
        for (i, (x, g)) in theta.iter_mut().zip(gradients).enumerate() {
            match g {
                Some(g) => self.advance(i, x, g)?,
                None => self.missed[i] += 1,
            }
        }
        Ok(())
    }

    /// The steps that every parameter has taken, if these are the same.
    pub fn common_t(&self) -> Option<i32> {
        let first = self.missed.first().copied().unwrap_or(0);
        self.missed.iter().all(|&n| n == first).then_some(self.t - first)
    }

    /// Overwrites the number of steps of all parameters.
    pub fn set_t(&mut self, t: i32) {
        self.t = t;
        self.missed.fill(0);
    }

    /// Lets `f` see, and change, the count of steps and those of steps that were missed.
    pub(crate) fn counts(&mut self, mut f: impl FnMut(&mut i32)) {
        f(&mut self.t);
        self.missed.iter_mut().for_each(f);
    }

    /// A further parameter, whose first step is the next one.
    pub fn add(&mut self, hyper: Hyper, shape: &[usize], theta: &[T]) -> Result<()> {
        if self.entry.joint {
            return Err(Error::Unsupported(format!("{} joins its parameters to one vector", self.entry.name)));
        }
        self.states.push(State::new(&self.entry, &self.variant, &hyper, shape, theta)?);
        self.hyper.push(hyper);
        self.missed.push(self.t);
        Ok(())
    }

    fn step_joined(&mut self, theta: &mut [&mut [T]], gradients: &[&[T]]) -> Result<()> {
        let inputs = self.entry.inputs;
        let mut all: Vec<T> = theta.iter().flat_map(|x| x.iter().copied()).collect();
        if self.states.iter().any(|state| state.size != all.len()) {
            return Err(misused("parameters of another size than at the start"));
        }
        self.t = self.t.checked_add(1).ok_or_else(|| Error::Failed("too many steps".to_owned()))?;
        let part = |k| theta.iter().zip(gradients).flat_map(move |(x, g)| &g[k * x.len()..(k + 1) * x.len()]);
        let joined: Vec<T> = (0..inputs).flat_map(part).copied().collect();
        if !self.states.is_empty() {
            self.advance(0, &mut all, &joined)?;
        }
        let mut rest = all.as_slice();
        for x in theta {
            let (own, others) = rest.split_at(x.len());
            x.copy_from_slice(own);
            rest = others;
        }
        Ok(())
    }

    fn advance(&mut self, i: usize, theta: &mut [T], gradient: &[T]) -> Result<()> {
        let (state, n) = (&mut self.states[i], theta.len());
        let mut inputs: [&[T]; MOST_INPUTS] = [&[]; MOST_INPUTS];
        for (k, input) in inputs.iter_mut().enumerate().take(self.entry.inputs) {
            *input = &gradient[k * n..(k + 1) * n];
        }
        let parameter = Parameter {
            shape: &state.shape,
            theta,
            inputs: &inputs[..self.entry.inputs],
            tensors: &mut state.tensors,
            scalars: &mut state.scalars,
            threads: self.threads,
        };
        let t = self.t - self.missed.get(i).copied().unwrap_or(0);
        (self.entry.step)(&self.variant, &self.hyper[i], t, parameter)
    }
}

fn misused(text: &str) -> Error {
    Error::Misused(text.to_owned())
}
