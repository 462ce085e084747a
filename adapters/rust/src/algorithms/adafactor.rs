//! Adafactor (Shazeer & Stern, 2018, Algorithms 4 to 6): of a matrix, only the second moments of rows and columns.

use super::{Algorithm, Parameter};
use crate::error::{Error, Result};
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::{Layout, Shape};
use crate::threads::Threads;

pub struct Adafactor;

/// Columns that are summed together, so that the sums need no memory of the heap.
const BLOCK: usize = 256;

impl Algorithm for Adafactor {
    const NAME: &'static str = "adafactor";
    const VARIANTS: &'static [&'static str] = &[
        "paper",
        "pytorch-2.13",
        "optax-0.2.8",
        "keras-3.15",
        "mlx-0.32",
        "pytorch-optimizer-4.1",
        "transformers-5.24-momentum",
        "transformers-5.24",
        "transformers-5.24-warm-up",
        "transformers-5.24-given",
    ];

    fn slots(variant: &str, _: &Hyper) -> Result<Vec<Layout>> {
        let [r, c] = [Layout::shaped("r", Shape::Rows), Layout::shaped("c", Shape::Columns)];
        let mut slots = vec![r, c, Layout::shaped("v", Shape::NoMatrix)];
        if variant == "pytorch-optimizer-4.1" || variant.ends_with("momentum") {
            slots.push(Layout::tensor("m"));
        }
        Ok(slots)
    }

    fn step<T: Float>(variant: &str, h: &Hyper, t: i32, p: Parameter<'_, T>) -> Result<()> {
        let [lr, decay_rate, clip, eps1] = h.all(["lr", "decay_rate", "clip", "eps1"])?;
        let (decay, t, torch) = (h.or("weight_decay", 0.0), f64::from(t), variant == "pytorch-2.13");
        let before = T::of(if variant == "keras-3.15" { 1.0 - lr * decay } else { 1.0 });
        let rms = mean(p.threads.total([p.theta], |[x]| square(before * x)), p.theta.len()).sqrt();
        let alpha = match variant {
            "optax-0.2.8" | "pytorch-optimizer-4.1" => h.get("eps2")?.max(rms) * lr,
            "transformers-5.24-given" => lr,
            "transformers-5.24-warm-up" => h.get("eps2")?.max(rms) * (lr * t).min(1.0 / t.sqrt()),
            _ => h.get("eps2")?.max(rms) * lr.min(1.0 / t.sqrt()),
        };
        let keep = match variant {
            "keras-3.15" => before,
            "optax-0.2.8" => T::of(1.0 - decay),
            "pytorch-2.13" => T::of(1.0 - lr * decay),
            _ => T::of(1.0 - alpha * decay),
        };

        let beta = h.or("beta2_cap", 1.0).min(1.0 - t.powf(-decay_rate));
        let (b2, a2, g) = (T::of(beta), T::of(1.0 - beta), p.inputs[0]);
        let (inner, floor) = if torch { (0.0, eps1 * eps1) } else { (eps1, 0.0) };
        let (inner, floor) = (T::of(inner), T::of(floor));
        let [r, c, v, moving @ ..] = p.tensors else { return Err(Error::Failed("the state is incomplete".into())) };
        let (columns, whole) = if let [rows, columns] = *p.shape {
            let share = |n: usize| if variant == "paper" { 1.0 } else { 1.0 / n as f64 };
            statistics(p.threads, g, [r, c], [b2, a2, inner], [share(columns), share(rows)]);
            let whole = r.iter().map(|x| x.double()).sum::<f64>() * share(rows);
            (columns, if torch { whole.max(eps1) } else { whole })
        } else {
            p.threads.each(v, [], [g], |v, [], [g]| (b2 * v + a2 * (g * g + inner), []));
            (p.theta.len(), 1.0)
        };

        // A parameter that is no matrix is a row with the moments of its own elements.
        let matrix = p.shape.len() == 2;
        let (size, of_columns): (_, &[T]) = (columns.max(1), if matrix { c } else { v });
        let part = |i: usize| if matrix { T::of(r[i].double() / whole) } else { T::ONE };
        let scaled = |g: T, part: T, c: T| g / floor.larger(part * c).sqrt();
        let squares = g.chunks_exact(size).enumerate().map(|(i, g)| {
            let part = part(i);
            p.threads.total([g, of_columns], |[g, c]| square(scaled(g, part, c)))
        });
        let clipped = (mean(squares.sum(), g.len()).sqrt() / clip).max(1.0);
        let beta1 = h.or("beta1", 0.0);
        let (b1, rate) = (T::of(beta1), T::of(alpha / clipped * (1.0 - beta1)));
        let rows = p.theta.chunks_exact_mut(size).zip(g.chunks_exact(size)).enumerate();
        if let [m] = moving {
            for ((i, (x, g)), m) in rows.zip(m.chunks_exact_mut(size)) {
                let part = part(i);
                p.threads.each(x, [m], [g, of_columns], |x, [m], [g, c]| {
                    let m = b1 * m + rate * scaled(g, part, c);
                    (keep * x - m, [m])
                });
            }
        } else {
            for (i, (x, g)) in rows {
                let part = part(i);
                p.threads.each(x, [], [g, of_columns], |x, [], [g, c]| (keep * x - rate * scaled(g, part, c), []));
            }
        }
        Ok(())
    }
}

fn square<T: Float>(x: T) -> f64 {
    x.double() * x.double()
}

fn mean(total: f64, n: usize) -> f64 {
    total / n.max(1) as f64
}

/// Brings the moments of rows and columns up to date; a sum over either is multiplied by its share.
fn statistics<T: Float>(threads: Threads, g: &[T], to: [&mut [T]; 2], [b2, a2, inner]: [T; 3], shares: [f64; 2]) {
    let ([r, c], square) = (to, |g: T| (g * g + inner).double());
    let size = c.len();
    for (i, r) in r.iter_mut().enumerate() {
        let sum = threads.total([&g[i * size..(i + 1) * size]], |[g]| square(g));
        *r = b2 * *r + a2 * T::of(sum * shares[0]);
    }
    for (k, c) in c.chunks_mut(BLOCK).enumerate() {
        let mut sums = [0.0; BLOCK];
        for row in g.chunks_exact(size) {
            sums.iter_mut().zip(&row[k * BLOCK..][..c.len()]).for_each(|(sum, &g)| *sum += square(g));
        }
        c.iter_mut().zip(&sums).for_each(|(c, sum)| *c = b2 * *c + a2 * T::of(sum * shares[1]));
    }
}
