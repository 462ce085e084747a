//! Clipping of each tensor by its root mean square (Shazeer & Stern, 2018, section 6).

use super::{Algorithm, Parameter};
use crate::error::Result;
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;

pub struct ClipByBlockRms;

impl Algorithm for ClipByBlockRms {
    const NAME: &'static str = "clip_by_block_rms";
    const VARIANTS: &'static [&'static str] = &["paper", "optax-0.2.8"];

    fn slots(_: &str, _: &Hyper) -> Result<Vec<Layout>> {
        Ok(vec![])
    }

    fn step<T: Float>(_: &str, h: &Hyper, _: i32, p: Parameter<'_, T>) -> Result<()> {
        let squares = p.threads.total([p.inputs[0]], |[g]| g.double() * g.double());
        let rms = (squares / p.theta.len().max(1) as f64).sqrt();
        let divisor = T::of(1.0.larger(rms / h.get("threshold")?)); // NaN for NaN
        p.each(|_, [], [g]| (g / divisor, []))
    }
}
