//! Linear warm-up, then a constant rate (Goyal et al., 2017, section 2.2).

use super::{Algorithm, Parameter};
use crate::error::Result;
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;

pub struct WarmupLr;

impl Algorithm for WarmupLr {
    const NAME: &'static str = "warmup_lr";
    const VARIANTS: &'static [&'static str] = &["paper", "optax-0.2.8", "pytorch-warmup-0.2", "pytorch-2.13"];
    const INPUTS: usize = 0;
    const NUMBER: bool = true;

    fn slots(_: &str, _: &Hyper) -> Result<Vec<Layout>> {
        Ok(vec![])
    }

    fn step<T: Float>(variant: &str, h: &Hyper, t: i32, p: Parameter<'_, T>) -> Result<()> {
        let (base, warmup) = (h.get("lr")?, h.count("warmup")? as f64);
        let (begun, done) = (f64::from(t), f64::from(t) - 1.0);
        let rate = &mut p.theta[0];
        *rate = T::of(match variant {
            "pytorch-warmup-0.2" => base * (begun / warmup).min(1.0),
            "pytorch-2.13" if t == 1 => base * (1.0 / warmup),
            "pytorch-2.13" if begun <= warmup => rate.double() * (begun / done),
            "pytorch-2.13" => rate.double(),
            _ if done >= warmup => base,
            _ => {
                let init = h.get("init")?;
                init + done * (base - init) / warmup
            }
        });
        Ok(())
    }
}
