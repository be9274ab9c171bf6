//! A map and a set in the order of their keys, of which little is compiled per type.
//!
//! The standard library's trees are compiled anew for every pair of key and value, some four thousand lines of code each, which took
//! a quarter of this crate's compile time where nothing is optimised. Here the entries stand as they came, and one [`Order`], the same
//! for all types, keeps their positions sorted.

use std::borrow::Borrow;
use std::cmp::Ordering;

use crate::list::IteratorExt;
use crate::sort;

/// The most positions in a chunk: an insertion moves at most so many, and the list of chunks only when one is split.
const CHUNK: usize = 512;

/// Positions of entries, in the order of the entries' keys.
#[derive(Debug, Clone, Default)]
struct Order {
    /// None is empty, none is longer than [`CHUNK`].
    chunks: Vec<Vec<usize>>,
}

/// A place in an [`Order`]: the chunk, and the index in it.
#[derive(Clone, Copy)]
struct Place {
    chunk: usize,
    index: usize,
}

/// How what stands at a position compares with what is sought. Behind a pointer: for a `dyn Fn`, two functions more are compiled of each
/// closure.
trait Sought {
    fn compare(&self, position: usize) -> Ordering;
}

impl<F: Fn(usize) -> Ordering> Sought for F {
    fn compare(&self, position: usize) -> Ordering {
        self(position)
    }
}

impl Order {
    /// The place of the position where what is sought stands, else where it would belong.
    fn find(&self, sought: &dyn Sought) -> Result<Place, Place> {
        let starts_after = |chunk: &Vec<usize>| chunk.first().is_some_and(|&first| sought.compare(first).is_gt());
        let chunk = self.chunks.partition_point(|chunk| !starts_after(chunk)).saturating_sub(1);
        let Some(positions) = self.chunks.get(chunk) else { return Err(Place { chunk, index: 0 }) };
        match positions.binary_search_by(|&position| sought.compare(position)) {
            Ok(index) => Ok(Place { chunk, index }),
            Err(index) => Err(Place { chunk, index }),
        }
    }

    fn at(&self, place: Place) -> Option<usize> {
        self.chunks.get(place.chunk)?.get(place.index).copied()
    }

    /// The position at a place, or the first one behind it.
    fn from(&self, place: Place) -> Option<usize> {
        self.at(place).or_else(|| self.at(Place { chunk: place.chunk + 1, index: 0 }))
    }

    /// The last position before a place: [`Self::find`] gives no start of a chunk that one stands before.
    fn before(&self, place: Place) -> Option<usize> {
        self.at(Place { index: place.index.checked_sub(1)?, ..place })
    }

    fn insert(&mut self, place: Place, position: usize) {
        let Some(chunk) = self.chunks.get_mut(place.chunk) else {
            let mut chunk = Vec::with_capacity(4);
            chunk.push(position);
            self.chunks.push(chunk);
            return;
        };
        chunk.insert(place.index, position);
        if chunk.len() > CHUNK {
            // What comes in order fills whole chunks, anything else leaves room in both.
            let half = chunk.split_off(if place.index == CHUNK { CHUNK } else { CHUNK / 2 });
            self.chunks.insert(place.chunk + 1, half);
        }
    }

    fn remove(&mut self, place: Place) {
        let Some(chunk) = self.chunks.get_mut(place.chunk) else { return };
        chunk.remove(place.index);
        if chunk.is_empty() {
            self.chunks.remove(place.chunk);
        }
    }

    /// Writes another position where one stands.
    fn renumber(&mut self, place: Place, position: usize) {
        if let Some(slot) = self.chunks.get_mut(place.chunk).and_then(|chunk| chunk.get_mut(place.index)) {
            *slot = position;
        }
    }

    fn iter(&self) -> Positions<'_> {
        Positions { chunks: self.chunks.iter(), chunk: [].iter() }
    }
}

/// The positions of an [`Order`], one after the other.
#[derive(Clone)]
struct Positions<'a> {
    chunks: std::slice::Iter<'a, Vec<usize>>,
    chunk: std::slice::Iter<'a, usize>,
}

impl Iterator for Positions<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        if let Some(&position) = self.chunk.next() {
            return Some(position);
        }
        self.chunk = self.chunks.next()?.iter();
        self.chunk.next().copied()
    }
}

/// A map whose entries are listed in the order of their keys.
#[derive(Debug, Clone)]
pub(crate) struct Map<K, V> {
    entries: Vec<(K, V)>,
    order: Order,
}

impl<K, V> Default for Map<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K, V> Map<K, V> {
    pub(crate) const fn new() -> Self {
        Self { entries: Vec::new(), order: Order { chunks: Vec::new() } }
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entries, in the order of their keys.
    pub(crate) fn iter(&self) -> Iter<'_, K, V> {
        Iter { entries: &self.entries, order: self.order.iter() }
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &K> {
        self.iter().map(|(key, _)| key)
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = &V> {
        self.iter().map(|(_, value)| value)
    }

    /// The values, in no order that means anything.
    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.entries.iter_mut().map(|(_, value)| value)
    }

    pub(crate) fn into_values(self) -> impl Iterator<Item = V> {
        self.into_iter().map(|(_, value)| value)
    }
}

impl<K: Ord, V> Map<K, V> {
    fn find<Q: Ord + ?Sized>(&self, key: &Q) -> Result<Place, Place>
    where
        K: Borrow<Q>,
    {
        self.order.find(&|position: usize| match self.entries.get(position) {
            Some((other, _)) => other.borrow().cmp(key),
            None => Ordering::Equal,
        })
    }

    fn position<Q: Ord + ?Sized>(&self, key: &Q) -> Option<usize>
    where
        K: Borrow<Q>,
    {
        self.order.at(self.find(key).ok()?)
    }

    pub(crate) fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.find(key).is_ok()
    }

    pub(crate) fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        Some(&self.entries.get(self.position(key)?)?.1)
    }

    pub(crate) fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let position = self.position(key)?;
        Some(&mut self.entries.get_mut(position)?.1)
    }

    /// The first entry whose key is not before this one.
    pub(crate) fn first_from<Q: Ord + ?Sized>(&self, key: &Q) -> Option<(&K, &V)>
    where
        K: Borrow<Q>,
    {
        let (Ok(place) | Err(place)) = self.find(key);
        let (key, value) = self.entries.get(self.order.from(place)?)?;
        Some((key, value))
    }

    /// The last entry whose key is not behind this one.
    pub(crate) fn last_up_to<Q: Ord + ?Sized>(&self, key: &Q) -> Option<(&K, &V)>
    where
        K: Borrow<Q>,
    {
        let position = match self.find(key) {
            Ok(place) => self.order.at(place),
            Err(place) => self.order.before(place),
        };
        let (key, value) = self.entries.get(position?)?;
        Some((key, value))
    }

    /// Puts a value in; what stood under the key comes back.
    pub(crate) fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.find(&key) {
            Ok(place) => {
                let position = self.order.at(place)?;
                Some(std::mem::replace(&mut self.entries.get_mut(position)?.1, value))
            }
            Err(place) => {
                self.add(place, key, value);
                None
            }
        }
    }

    /// The value under a key, which is put in where there is none.
    pub(crate) fn or_insert(&mut self, key: K, value: V) -> &mut V {
        let position = match self.find(&key) {
            Ok(place) => self.order.at(place).unwrap_or_default(),
            Err(place) => self.add(place, key, value),
        };
        &mut self.entries[position].1
    }

    /// The value under a key, made where there is none.
    pub(crate) fn or_default(&mut self, key: K) -> &mut V
    where
        V: Default,
    {
        self.or_insert(key, V::default())
    }

    pub(crate) fn keep(&mut self, mut keep: impl FnMut(&K, &V) -> bool) {
        for (key, value) in std::mem::take(self) {
            if keep(&key, &value) {
                self.insert(key, value);
            }
        }
    }

    fn add(&mut self, place: Place, key: K, value: V) -> usize {
        let position = self.entries.len();
        self.order.insert(place, position);
        self.entries.push((key, value));
        position
    }

    pub(crate) fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let place = self.find(key).ok()?;
        let position = self.order.at(place)?;
        // The last entry takes the removed one's position: its place is sought while its key stands where it was.
        if let Some(last) = self.entries.last().and_then(|(key, _)| self.find::<K>(key).ok()) {
            self.order.renumber(last, position);
        }
        self.order.remove(place);
        Some(self.entries.swap_remove(position).1)
    }
}

impl<K: Ord, V, const N: usize> From<[(K, V); N]> for Map<K, V> {
    fn from(entries: [(K, V); N]) -> Self {
        entries.into_iter().collect()
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for Map<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = Self::new();
        map.extend(entries);
        map
    }
}

/// Of two entries with one key, the later stands.
impl<K: Ord, V> Extend<(K, V)> for Map<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, entries: I) {
        for (key, value) in entries {
            self.insert(key, value);
        }
    }
}

impl<'a, K, V> IntoIterator for &'a Map<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = Iter<'a, K, V>;

    fn into_iter(self) -> Iter<'a, K, V> {
        self.iter()
    }
}

impl<K, V> IntoIterator for Map<K, V> {
    type Item = (K, V);
    type IntoIter = std::vec::IntoIter<(K, V)>;

    fn into_iter(mut self) -> Self::IntoIter {
        let order: Vec<usize> = self.order.iter().collect_vec();
        sort::arrange(&mut self.entries, &order);
        self.entries.into_iter()
    }
}

/// The entries of a [`Map`], in the order of their keys.
pub(crate) struct Iter<'a, K, V> {
    entries: &'a [(K, V)],
    order: Positions<'a>,
}

impl<'a, K, V> Iterator for Iter<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        let (key, value) = self.entries.get(self.order.next()?)?;
        Some((key, value))
    }
}

/// A set that is listed in order.
#[derive(Debug, Clone)]
pub(crate) struct Set<T>(Map<T, ()>);

impl<T> Default for Set<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Set<T> {
    pub(crate) const fn new() -> Self {
        Self(Map::new())
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.into_iter()
    }
}

impl<T: Ord> Set<T> {
    pub(crate) fn contains<Q: Ord + ?Sized>(&self, item: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        self.0.contains_key(item)
    }

    /// Whether it was not there.
    pub(crate) fn insert(&mut self, item: T) -> bool {
        self.0.insert(item, ()).is_none()
    }

    /// The first item that is not before this one.
    pub(crate) fn first_from<Q: Ord + ?Sized>(&self, item: &Q) -> Option<&T>
    where
        T: Borrow<Q>,
    {
        Some(self.0.first_from(item)?.0)
    }

    /// The last item that is not behind this one.
    pub(crate) fn last_up_to<Q: Ord + ?Sized>(&self, item: &Q) -> Option<&T>
    where
        T: Borrow<Q>,
    {
        Some(self.0.last_up_to(item)?.0)
    }

    /// Whether it was there.
    pub(crate) fn remove<Q: Ord + ?Sized>(&mut self, item: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        self.0.remove(item).is_some()
    }
}

impl<T: Ord, const N: usize> From<[T; N]> for Set<T> {
    fn from(items: [T; N]) -> Self {
        items.into_iter().collect()
    }
}

impl<T: Ord> FromIterator<T> for Set<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut set = Self::new();
        set.extend(items);
        set
    }
}

impl<T: Ord> Extend<T> for Set<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        for item in items {
            self.insert(item);
        }
    }
}

impl<'a, T> IntoIterator for &'a Set<T> {
    type Item = &'a T;
    type IntoIter = std::iter::Map<Iter<'a, T, ()>, fn((&'a T, &'a ())) -> &'a T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter().map(|(item, ())| item)
    }
}

impl<T> IntoIterator for Set<T> {
    type Item = T;
    type IntoIter = std::iter::Map<std::vec::IntoIter<(T, ())>, fn((T, ())) -> T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter().map(|(item, ())| item)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{CHUNK, Map};

    /// Keys in three arrangements, enough of them for several chunks.
    fn keys() -> Vec<Vec<usize>> {
        let n = 5 * CHUNK;
        vec![(0..n).collect(), (0..n).rev().collect(), (0..n).map(|i| i * 7919 % n).collect()]
    }

    fn check(map: &Map<usize, usize>, expected: &BTreeMap<usize, usize>) {
        assert!(map.iter().eq(expected), "the entries differ");
        assert_eq!(map.len(), expected.len());
        for key in 0..6 * CHUNK {
            assert_eq!(map.get(&key), expected.get(&key));
            assert_eq!(map.first_from(&key), expected.range(key..).next());
            assert_eq!(map.last_up_to(&key), expected.range(..=key).next_back());
        }
        assert!(map.clone().into_iter().eq(expected.clone()), "the owned entries differ");
    }

    #[test]
    fn a_map_holds_what_the_standard_librarys_holds() {
        for keys in keys() {
            let (mut map, mut expected) = (Map::new(), BTreeMap::new());
            for (i, &key) in keys.iter().enumerate() {
                assert_eq!(map.insert(key, i), expected.insert(key, i));
                assert_eq!(map.insert(key / 2, i), expected.insert(key / 2, i));
            }
            check(&map, &expected);
            for &key in keys.iter().filter(|&key| key % 3 != 0) {
                assert_eq!(map.remove(&key), expected.remove(&key));
                assert_eq!(map.remove(&key), None);
            }
            check(&map, &expected);
            for &key in &keys {
                *map.or_insert(key, 5) += 1;
                *expected.entry(key).or_insert(5) += 1;
            }
            check(&map, &expected);
        }
    }
}
