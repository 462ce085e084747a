//! Adaptive gradient clipping (Brock et al., 2021, equation 3): unit by unit, by the norm of the weights.

use super::{Algorithm, Parameter};
use crate::error::Result;
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;

pub struct AdaptiveGradClip;

/// The least norm of a gradient that libraries divide by.
const GUARD: f64 = 1e-6;

impl Algorithm for AdaptiveGradClip {
    const NAME: &'static str = "adaptive_grad_clip";
    const VARIANTS: &'static [&'static str] = &["paper", "optax-0.2.8", "timm-1.0.31", "pytorch-optimizer-4.1"];
    const INPUTS: usize = 2;

    fn slots(_: &str, _: &Hyper) -> Result<Vec<Layout>> {
        Ok(vec![])
    }

    fn step<T: Float>(variant: &str, h: &Hyper, _: i32, p: Parameter<'_, T>) -> Result<()> {
        let [clipping, eps] = h.all(["clipping", "eps"])?;
        let factor = |squares: [f64; 2]| {
            let [of_g, of_w] = squares.map(f64::sqrt);
            T::of(factor(variant, of_g, clipping * eps.larger(of_w)))
        };
        let square = |x: T| x.double() * x.double();
        let (threads, g, w) = (p.threads, p.inputs[0], p.inputs[1]);
        let last = variant == "optax-0.2.8"; // the units are columns
        if last && p.shape.iter().filter(|&&n| n != 1).count() > 1 {
            let columns: usize =
                if p.shape.len() > 3 { &p.shape[p.shape.len() - 1..] } else { &p.shape[1..] }.iter().product();
            let size = columns.max(1);
            let mut squares = vec![[0.0; 2]; columns];
            for (g, w) in g.chunks_exact(size).zip(w.chunks_exact(size)) {
                let row = squares.iter_mut().zip(g.iter().zip(w));
                row.for_each(|([of_g, of_w], (&g, &w))| (*of_g, *of_w) = (*of_g + square(g), *of_w + square(w)));
            }
            let factors: Vec<T> = squares.into_iter().map(factor).collect();
            for (x, g) in p.theta.chunks_exact_mut(size).zip(g.chunks_exact(size)) {
                threads.each(x, [], [g, &factors], |_, [], [g, factor]| (factor * g, []));
            }
            return Ok(());
        }
        let units = if last || p.shape.len() < 2 { 1 } else { p.shape[0] };
        threads.rows(&mut vec![T::ONE; units], [p.theta], [g, w], |unit, [x], [g, w]| {
            *unit = factor(threads.totals([g, w], |x| x.map(square)));
            let factor = *unit;
            threads.each(x, [], [g], |_, [], [g]| (factor * g, []));
        });
        Ok(())
    }
}

/// What multiplies the gradient of a unit; NaN where its norm is, but for the last variant, which compares before.
fn factor(variant: &str, norm: f64, limit: f64) -> f64 {
    match variant {
        "paper" => limit / limit.larger(norm),
        "pytorch-optimizer-4.1" => {
            let guarded = GUARD.larger(norm);
            if guarded > limit {
                limit / guarded
            } else {
                1.0
            }
        }
        _ if limit > norm => 1.0,
        _ => limit / GUARD.larger(norm),
    }
}
