//! Judges every algorithm of this crate by the golden files, and needs nothing else of Goldstep.
//!
//! `cargo test --test goldens` takes all, `cargo test --test goldens -- adam sgd` those algorithms.

mod json;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use goldstep::algorithms::all;
use goldstep::run::{begin, Array, Value};
use json::Json;

/// What the reference has and this crate does not; an entry that it does have is a mistake.
const MISSING: [&str; 10] =
    ["adagrad_da", "adan", "add_sign", "came", "ftrl", "madgrad", "power_sign", "prodigy", "proximal_adagrad", "yogi"];

fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../golden/trajectories");
    let entries = all::<f64>();
    let (mut judged, mut wrong) = (0, 0);
    for algorithm in sorted(&folder).into_iter().filter(|path| path.is_dir()) {
        let name = algorithm.file_name().unwrap().to_str().unwrap();
        if !wanted.is_empty() && !wanted.iter().any(|word| word == name) {
            continue;
        }
        let Some(entry) = entries.iter().find(|entry| entry.name == name) else {
            println!("{name}: this crate does not have it");
            wrong += usize::from(!MISSING.contains(&name));
            continue;
        };
        assert!(!MISSING.contains(&name), "{name} is no longer missing");
        for path in sorted(&algorithm) {
            let golden = Json::read(&path);
            let (case, variant) = (golden.get("case").text(), golden.get("variant").text());
            assert!(entry.variants.contains(&variant), "{case}: no such variant");
            let dtypes: &[&str] = if entry.number { &["float64"] } else { &["float64", "float32"] };
            for dtype in dtypes {
                let found = departures(&golden, dtype);
                judged += 1;
                wrong += usize::from(!found.is_empty());
                for departure in found.iter().take(3) {
                    println!("{case} in {dtype}, step {departure}");
                }
            }
        }
    }
    println!("{judged} goldens judged, {wrong} times wrong");
    ExitCode::from(u8::from(wrong > 0 || judged == 0))
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    paths.sort();
    paths
}

/// Every value that is further from the golden than its budget allows.
fn departures(golden: &Json, dtype: &str) -> Vec<String> {
    let shapes: Vec<Vec<usize>> = golden.get("shapes").list().iter().map(sizes).collect();
    let mut hyper = values(golden.get("hyper"), None);
    let groups: Vec<_> =
        golden.get("groups").list().iter().enumerate().flat_map(|(i, group)| values(group, Some(i))).collect();
    let params = rows(golden.get("params"));
    let (algorithm, variant) = (golden.get("algorithm").text(), golden.get("variant").text());
    let in_force = [hyper.as_slice(), &groups].concat();
    let mut run = begin(algorithm, variant, dtype, &arrays(&params, &shapes), &in_force).unwrap();

    let slots: Vec<&str> = golden.get("slots").list().iter().map(Json::text).collect();
    assert_eq!(slots.len(), run.slots().len(), "{slots:?} and {:?}", run.slots());
    let mut found = vec![];
    for (step, gradients) in golden.get("steps").list().iter().zip(golden.get("gradients").list()) {
        let t = step.get("t").number();
        hyper.extend(values(golden.get("changes").get(&t.to_string()), None));
        let gradients = rows(gradients);
        run.step(&arrays(&gradients, &shapes), &[hyper.as_slice(), &groups].concat()).unwrap();
        for (slot, name) in run.slots().into_iter().enumerate() {
            for (i, values) in step.get("parameters").list().iter().enumerate() {
                let exact = values.get(name).numbers();
                let budgets = step.get("budgets").get(dtype).list()[i].get(name).numbers();
                let shape = run.shape(slot, i).unwrap();
                let mut got = vec![f64::NAN; shape.iter().product()];
                run.read(slot, i, &mut got).unwrap();
                assert_eq!(shape, expected_shape(golden, name, i), "{name}");
                for (k, ((got, exact), budget)) in got.iter().zip(&exact).zip(&budgets).enumerate() {
                    let off = (got - exact).abs();
                    if off > *budget || (off.is_nan() && budget.is_finite()) {
                        found.push(format!("{t}: {name}[{i}][{k}] is {got:e}, not {exact:e} by {budget:e}"));
                    }
                }
            }
        }
    }
    found
}

fn expected_shape(golden: &Json, slot: &str, parameter: usize) -> Vec<usize> {
    let own = golden.get("slot_shapes").get(slot).list();
    sizes(own.get(parameter).unwrap_or(&golden.get("shapes").list()[parameter]))
}

fn sizes(shape: &Json) -> Vec<usize> {
    shape.list().iter().map(|size| size.number() as usize).collect()
}

fn rows(rows: &Json) -> Vec<Vec<f64>> {
    rows.list().iter().map(Json::numbers).collect()
}

/// Rows as arrays. A row with several inputs has their shapes one after the other.
fn arrays<'a>(rows: &'a [Vec<f64>], shapes: &'a [Vec<usize>]) -> Vec<Array<'a>> {
    rows.iter().zip(shapes).map(|(data, shape)| Array { data, shape }).collect()
}

fn values(hyper: &Json, parameter: Option<usize>) -> Vec<Value<'_>> {
    hyper.members().iter().map(|(name, value)| Value { name, value: value.number(), parameter }).collect()
}
