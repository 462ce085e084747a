//! Gradient centralization (Yong et al., 2020, equation 1): the mean over the weights of each output is subtracted.

use super::{Algorithm, Parameter};
use crate::error::Result;
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;

pub struct Centralize;

impl Algorithm for Centralize {
    const NAME: &'static str = "centralize";
    const VARIANTS: &'static [&'static str] = &["paper", "optax-0.2.8", "pytorch-optimizer-4.1", "keras-io"];

    fn slots(_: &str, _: &Hyper) -> Result<Vec<Layout>> {
        Ok(vec![])
    }

    fn step<T: Float>(variant: &str, _: &Hyper, _: i32, p: Parameter<'_, T>) -> Result<()> {
        let (threads, g) = (p.threads, p.inputs[0]);
        let &[rows, .., columns] = p.shape else { return p.each(|_, [], [g]| (g, [])) };
        if variant != "keras-io" {
            threads.rows(&mut vec![T::ZERO; rows], [p.theta], [g], |mean, [x], [g]| {
                *mean = T::of(threads.total([g], |[g]| g.double()) / g.len().max(1) as f64);
                let mean = *mean;
                threads.each(x, [], [g], |_, [], [g]| (g - mean, []));
            });
            return Ok(());
        }
        // The outputs lie along the last axis.
        let (size, mut sums) = (columns.max(1), vec![0.0; columns]);
        for row in g.chunks_exact(size) {
            sums.iter_mut().zip(row).for_each(|(sum, g)| *sum += g.double());
        }
        let count = (g.len() / size).max(1) as f64;
        let means: Vec<T> = sums.into_iter().map(|sum| T::of(sum / count)).collect();
        for (x, g) in p.theta.chunks_exact_mut(size).zip(g.chunks_exact(size)) {
            threads.each(x, [], [g, &means], |_, [], [g, mean]| (g - mean, []));
        }
        Ok(())
    }
}
