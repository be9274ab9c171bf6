//! Objects behind those that they need.

use std::collections::{HashMap, HashSet};

use super::super::rows::Oid;

/// Sorts objects so that each stands behind those that it needs, otherwise as they stand. What needs itself, by whatever way, stays.
pub(super) fn sorted<'t, T>(objects: &'t [T], oid: impl Fn(&T) -> Oid, needs: &HashMap<Oid, Vec<Oid>>) -> Vec<&'t T> {
    let by_oid: HashMap<Oid, &T> = objects.iter().map(|object| (oid(object), object)).collect();
    let mut seen = HashSet::new();
    let mut order = Vec::with_capacity(objects.len());
    for object in objects {
        // An object, and how many of its needs have been looked at: recursion without the stack's limit.
        let mut open = vec![(oid(object), 0)];
        if !seen.insert(oid(object)) {
            continue;
        }
        while let Some((at, looked)) = open.last_mut() {
            let Some(&needed) = needs.get(at).and_then(|needs| needs.get(*looked)) else {
                order.extend(by_oid.get(at));
                open.pop();
                continue;
            };
            *looked += 1;
            if by_oid.contains_key(&needed) && seen.insert(needed) {
                open.push((needed, 0));
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::{HashMap, Oid, sorted};

    #[test]
    fn objects_stand_behind_those_that_they_need() {
        let check = |needs: &[(u32, &[u32])], expected: &[u32]| {
            let needs: HashMap<Oid, Vec<Oid>> =
                needs.iter().map(|(object, needed)| (Oid(*object), needed.iter().map(|n| Oid(*n)).collect())).collect();
            let order: Vec<u32> = sorted(&[1, 2, 3, 4], |n| Oid(*n), &needs).into_iter().copied().collect();
            assert_eq!(order, expected);
        };
        check(&[], &[1, 2, 3, 4]);
        check(&[(1, &[4]), (4, &[2])], &[2, 4, 1, 3]);
        check(&[(2, &[9])], &[1, 2, 3, 4]);
        check(&[(1, &[2]), (2, &[1])], &[2, 1, 3, 4]);
    }
}
