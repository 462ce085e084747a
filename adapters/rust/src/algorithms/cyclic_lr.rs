//! Cyclical learning rates (Smith, 2017, section 3).

use super::{exactly, Algorithm, Parameter};
use crate::error::Result;
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;

pub struct CyclicLr;

impl Algorithm for CyclicLr {
    const NAME: &'static str = "cyclic_lr";
    const VARIANTS: &'static [&'static str] = &[
        "paper",
        "paper-triangular2",
        "paper-exp-range",
        "pytorch-2.13",
        "pytorch-2.13-triangular2",
        "pytorch-2.13-exp-range",
        "pytorch-2.13-without-momentum",
    ];
    const INPUTS: usize = 0;
    const NUMBER: bool = true;

    fn slots(_: &str, h: &Hyper) -> Result<Vec<Layout>> {
        Ok(vec![Layout::scalar("momentum", h.get("max_momentum")?)])
    }

    fn step<T: Float>(variant: &str, h: &Hyper, t: i32, p: Parameter<'_, T>) -> Result<()> {
        let ([low, high], e) = (h.all(["lr", "max_lr"])?, f64::from(t) - 1.0);
        let (up, down) = (h.count("up")? as f64, h.count("down")? as f64);
        let position = e % (up + down);
        let height = if position <= up { position / up } else { (up + down - position) / down };
        let scale = match variant {
            "paper-triangular2" | "pytorch-2.13-triangular2" => 0.5_f64.powf((e - position) / (up + down)),
            "paper-exp-range" | "pytorch-2.13-exp-range" => h.get("gamma")?.powf(e),
            _ => 1.0,
        };
        let floor = if variant == "paper-exp-range" { low * scale } else { low };
        let swing = height * scale;
        p.theta[0] = T::of(floor + (high - low) * swing);
        if variant.starts_with("pytorch") && variant != "pytorch-2.13-without-momentum" {
            let [least, most] = h.all(["base_momentum", "max_momentum"])?;
            let [momentum] = exactly(p.scalars)?;
            *momentum = most - (most - least) * swing;
        }
        Ok(())
    }
}
