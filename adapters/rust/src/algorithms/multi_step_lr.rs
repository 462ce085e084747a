//! Decay at milestones, of which there are two here.

use super::{Algorithm, Parameter};
use crate::error::Result;
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;

pub struct MultiStepLr;

impl Algorithm for MultiStepLr {
    const NAME: &'static str = "multi_step_lr";
    const VARIANTS: &'static [&'static str] = &["closed", "pytorch-2.13", "optax-0.2.8", "keras-3.15"];
    const INPUTS: usize = 0;
    const NUMBER: bool = true;

    fn slots(_: &str, _: &Hyper) -> Result<Vec<Layout>> {
        Ok(vec![])
    }

    fn step<T: Float>(variant: &str, h: &Hyper, t: i32, p: Parameter<'_, T>) -> Result<()> {
        let (base, e) = (h.get("lr")?, i64::from(t) - 1);
        let milestones = [h.count("milestone_1")? as i64, h.count("milestone_2")? as i64];
        let [first, second] = milestones;
        let rate = &mut p.theta[0];
        *rate = T::of(match variant {
            "optax-0.2.8" => {
                let [a, b] = h.all(["scale_1", "scale_2"])?;
                base * if e >= first { a } else { 1.0 } * if e >= second { b } else { 1.0 }
            }
            "keras-3.15" if e > second => h.get("value_2")?,
            "keras-3.15" if e > first => h.get("value_1")?,
            "keras-3.15" => base,
            "pytorch-2.13" if e > 0 => {
                let met = milestones.iter().filter(|&&m| m == e).count();
                rate.double() * h.get("gamma")?.powf(met as f64)
            }
            _ => {
                let passed = milestones.iter().filter(|&&m| m <= e).count();
                base * h.get("gamma")?.powf(passed as f64)
            }
        });
        Ok(())
    }
}
