//! A map and a set in the order of their keys, of which little is compiled per type.
//!
//! The standard library's trees are compiled anew for every pair of key and value, some four thousand lines of code each, which took
//! a quarter of this crate's compile time where nothing is optimised. Here the items stand as they came, and one [`Order`], the same
//! for all types, keeps their positions sorted; what seeks and sorts keys knows nothing of the values.

use std::borrow::Borrow;
use std::cmp::Ordering;

use crate::list::IteratorExt;
use crate::sort;

/// The most positions in a chunk: an insertion moves at most so many, and the list of chunks only when one is split.
const CHUNK: usize = 512;

/// Positions of items, in the order of the items.
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

/// A set that is listed in order.
#[derive(Debug, Clone)]
pub(crate) struct Set<T> {
    items: Vec<T>,
    order: Order,
}

impl<T> Default for Set<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Set<T> {
    pub(crate) const fn new() -> Self {
        Self { items: Vec::new(), order: Order { chunks: Vec::new() } }
    }

    pub(crate) fn len(&self) -> usize {
        self.items.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub(crate) fn iter(&self) -> Items<'_, T> {
        Items { items: &self.items, order: self.order.iter() }
    }
}

impl<T: Ord> Set<T> {
    fn find<Q: Ord + ?Sized>(&self, item: &Q) -> Result<Place, Place>
    where
        T: Borrow<Q>,
    {
        self.order.find(&|position: usize| match self.items.get(position) {
            Some(other) => other.borrow().cmp(item),
            None => Ordering::Equal,
        })
    }

    fn position<Q: Ord + ?Sized>(&self, item: &Q) -> Option<usize>
    where
        T: Borrow<Q>,
    {
        self.order.at(self.find(item).ok()?)
    }

    fn position_up_to<Q: Ord + ?Sized>(&self, item: &Q) -> Option<usize>
    where
        T: Borrow<Q>,
    {
        match self.find(item) {
            Ok(place) => self.order.at(place),
            Err(place) => self.order.before(place),
        }
    }

    /// The position of an item, which is put behind the others where it is not there.
    fn put(&mut self, item: T) -> usize {
        match self.find(&item) {
            Ok(place) => self.order.at(place).unwrap_or_default(),
            Err(place) => {
                let position = self.items.len();
                self.order.insert(place, position);
                self.items.push(item);
                position
            }
        }
    }

    /// Takes an item out, whose position the last one takes.
    fn take<Q: Ord + ?Sized>(&mut self, item: &Q) -> Option<usize>
    where
        T: Borrow<Q>,
    {
        let place = self.find(item).ok()?;
        let position = self.order.at(place)?;
        // The place of the last is sought while it stands where it was.
        if let Some(last) = self.items.last().and_then(|item| self.find::<T>(item).ok()) {
            self.order.renumber(last, position);
        }
        self.order.remove(place);
        self.items.swap_remove(position);
        Some(position)
    }

    pub(crate) fn contains<Q: Ord + ?Sized>(&self, item: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        self.find(item).is_ok()
    }

    /// Whether it was not there.
    pub(crate) fn insert(&mut self, item: T) -> bool {
        let len = self.len();
        self.put(item) == len
    }

    /// The first item that is not before this one.
    pub(crate) fn first_from<Q: Ord + ?Sized>(&self, item: &Q) -> Option<&T>
    where
        T: Borrow<Q>,
    {
        let (Ok(place) | Err(place)) = self.find(item);
        self.items.get(self.order.from(place)?)
    }

    /// The last item that is not behind this one.
    pub(crate) fn last_up_to<Q: Ord + ?Sized>(&self, item: &Q) -> Option<&T>
    where
        T: Borrow<Q>,
    {
        self.items.get(self.position_up_to(item)?)
    }

    /// Whether it was there.
    pub(crate) fn remove<Q: Ord + ?Sized>(&mut self, item: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        self.take(item).is_some()
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
            self.put(item);
        }
    }
}

impl<'a, T> IntoIterator for &'a Set<T> {
    type Item = &'a T;
    type IntoIter = Items<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T> IntoIterator for Set<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(mut self) -> Self::IntoIter {
        let order: Vec<usize> = self.order.iter().collect_vec();
        sort::arrange(&mut self.items, &order);
        self.items.into_iter()
    }
}

/// The items of a [`Set`], in their order.
pub(crate) struct Items<'a, T> {
    items: &'a [T],
    order: Positions<'a>,
}

impl<'a, T> Iterator for Items<'a, T> {
    type Item = &'a T;

    fn next(&mut self) -> Option<&'a T> {
        self.items.get(self.order.next()?)
    }
}

/// A map whose entries are listed in the order of their keys: a value stands where its key does.
#[derive(Debug, Clone)]
pub(crate) struct Map<K, V> {
    keys: Set<K>,
    values: Vec<V>,
}

impl<K, V> Default for Map<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K, V> Map<K, V> {
    pub(crate) const fn new() -> Self {
        Self { keys: Set::new(), values: Vec::new() }
    }

    pub(crate) fn len(&self) -> usize {
        self.values.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The entries, in the order of their keys.
    pub(crate) fn iter(&self) -> Iter<'_, K, V> {
        Iter { keys: &self.keys.items, values: &self.values, order: self.keys.order.iter() }
    }

    pub(crate) fn keys(&self) -> Items<'_, K> {
        self.keys.iter()
    }

    pub(crate) fn values(&self) -> Items<'_, V> {
        Items { items: &self.values, order: self.keys.order.iter() }
    }

    /// The values, in no order that means anything.
    pub(crate) fn values_mut(&mut self) -> std::slice::IterMut<'_, V> {
        self.values.iter_mut()
    }

    pub(crate) fn into_values(mut self) -> std::vec::IntoIter<V> {
        let order: Vec<usize> = self.keys.order.iter().collect_vec();
        sort::arrange(&mut self.values, &order);
        self.values.into_iter()
    }
}

impl<K: Ord, V> Map<K, V> {
    pub(crate) fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.keys.contains(key)
    }

    pub(crate) fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.values.get(self.keys.position(key)?)
    }

    pub(crate) fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        self.values.get_mut(self.keys.position(key)?)
    }

    /// The last entry whose key is not behind this one.
    pub(crate) fn last_up_to<Q: Ord + ?Sized>(&self, key: &Q) -> Option<(&K, &V)>
    where
        K: Borrow<Q>,
    {
        let position = self.keys.position_up_to(key)?;
        Some((self.keys.items.get(position)?, self.values.get(position)?))
    }

    /// Puts a value in; what stood under the key comes back.
    pub(crate) fn insert(&mut self, key: K, value: V) -> Option<V> {
        let position = self.keys.put(key);
        if let Some(old) = self.values.get_mut(position) {
            return Some(std::mem::replace(old, value));
        }
        self.values.push(value);
        None
    }

    /// The value under a key, which is put in where there is none.
    pub(crate) fn or_insert(&mut self, key: K, value: V) -> &mut V {
        let position = self.keys.put(key);
        if position == self.values.len() {
            self.values.push(value);
        }
        &mut self.values[position]
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

    pub(crate) fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        Some(self.values.swap_remove(self.keys.take(key)?))
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

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<K, V> IntoIterator for Map<K, V> {
    type Item = (K, V);
    type IntoIter = IntoIter<K, V>;

    fn into_iter(mut self) -> Self::IntoIter {
        let order: Vec<usize> = self.keys.order.iter().collect_vec();
        sort::arrange(&mut self.values, &order);
        IntoIter { keys: self.keys.into_iter(), values: self.values.into_iter() }
    }
}

/// The entries of a [`Map`], in the order of their keys.
pub(crate) struct Iter<'a, K, V> {
    keys: &'a [K],
    values: &'a [V],
    order: Positions<'a>,
}

impl<'a, K, V> Iterator for Iter<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        let position = self.order.next()?;
        Some((self.keys.get(position)?, self.values.get(position)?))
    }
}

/// The entries of a [`Map`] that is used up, in the order of their keys.
pub(crate) struct IntoIter<K, V> {
    keys: std::vec::IntoIter<K>,
    values: std::vec::IntoIter<V>,
}

impl<K, V> Iterator for IntoIter<K, V> {
    type Item = (K, V);

    fn next(&mut self) -> Option<Self::Item> {
        Some((self.keys.next()?, self.values.next()?))
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
            assert_eq!(map.keys.first_from(&key), expected.range(key..).next().map(|(key, _)| key));
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
