//! The casts of numbers that PostgreSQL adds where an operator or a function is for one type alone: `quantity * price` is kept as
//! `quantity::numeric * price` (PostgreSQL, Type Conversion).

use super::node::Node;
use crate::list::{IteratorExt, SliceExt};
use crate::model::{Column, LogicalType};

/// Whether two trees that differ in casts are one when the casts that the types of the columns ask for are added to both.
pub(super) fn same(columns: &[Column], a: &Node, b: &Node) -> bool {
    let with_casts = |node| Typed::of(node, columns).node.to_string();
    with_casts(a) == with_casts(b)
}

/// What a number is, as far as operators ask: there are some for integers of any two lengths, and for floats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Number {
    /// A constant without a point is of the type of what it stands beside, and its cast is none.
    Constant,
    Integer,
    Decimal,
    Float,
}

impl Number {
    fn of_column(column: &Column) -> Option<Self> {
        match column.data_type.logical {
            LogicalType::SmallInt | LogicalType::Integer | LogicalType::BigInt => Some(Self::Integer),
            LogicalType::Decimal => Some(Self::Decimal),
            LogicalType::Float | LogicalType::Double => Some(Self::Float),
            _ => None,
        }
    }

    fn of_cast(name: &str) -> Option<Self> {
        match name.split('(').next()? {
            "smallint" | "integer" | "bigint" => Some(Self::Integer),
            "numeric" => Some(Self::Decimal),
            "real" | "double precision" => Some(Self::Float),
            _ => None,
        }
    }
}

/// A tree with the casts that the system adds, and what it is where it is a number.
struct Typed {
    node: Node,
    number: Option<Number>,
}

impl Typed {
    fn of(node: &Node, columns: &[Column]) -> Self {
        let one = |node: &Node| Box::new(Self::of(node, columns).node);
        let each = |nodes: &[Node]| nodes.mapped(|node| Self::of(node, columns));
        let all = |nodes: &[Node]| nodes.mapped(|node| Self::of(node, columns).node);
        let (node, number) = match node {
            Node::Column(name) => {
                let column = columns.find(|column| column.name == *name);
                (node.clone(), column.and_then(Number::of_column))
            }
            Node::Number(text) => {
                let has_point = text.contains(['.', 'e']);
                (node.clone(), Some(if has_point { Number::Decimal } else { Number::Constant }))
            }
            Node::Cast(inner, name) => (Node::Cast(one(inner), name.clone()), Number::of_cast(name)),
            Node::Operator(name, operands) => {
                let (operands, number) = match name.as_str() {
                    "+" | "-" | "*" | "/" | "%" => Self::unified(each(operands)),
                    "=" | "<>" | "<" | "<=" | ">" | ">=" => (Self::unified(each(operands)).0, None),
                    _ => (all(operands), None),
                };
                (Node::Operator(name.clone(), operands), number)
            }
            Node::Call(name, arguments) => {
                let (arguments, number) = Self::arguments(name, each(arguments));
                (Node::Call(name.clone(), arguments), number)
            }
            Node::In(subject, values) | Node::NotIn(subject, values) => {
                let mut list = vec![Self::of(subject, columns)];
                list.extend(each(values));
                let mut values = Self::unified(list).0;
                let subject = Box::new(values.remove(0));
                let is_in = matches!(node, Node::In(..));
                (if is_in { Node::In(subject, values) } else { Node::NotIn(subject, values) }, None)
            }
            Node::And(parts) => (Node::And(all(parts)), None),
            Node::Or(parts) => (Node::Or(all(parts)), None),
            Node::Not(inner) => (Node::Not(one(inner)), None),
            Node::Case(parts) => {
                (Node::Case(parts.mapped(|(keyword, node)| (*keyword, Self::of(node, columns).node))), None)
            }
            other => (other.clone(), None),
        };
        Self { node, number }
    }

    fn arguments(name: &str, arguments: Vec<Self>) -> (Vec<Node>, Option<Number>) {
        match (name, arguments.as_slice()) {
            ("coalesce" | "greatest" | "least" | "mod", _) | ("abs", [_]) => Self::unified(arguments),
            ("ceil" | "ceiling" | "floor" | "round" | "sqrt" | "trunc", [Self { number: Some(number), .. }]) => {
                let number = if *number == Number::Decimal { Number::Decimal } else { Number::Float };
                (arguments.into_iter().map(|argument| argument.cast(number)).collect_vec(), Some(number))
            }
            (name, _) => {
                let number = match name {
                    "round" | "trunc" if arguments.len() == 2 => Some(Number::Decimal),
                    "length" | "char_length" | "octet_length" | "cardinality" | "array_length" => Some(Number::Integer),
                    _ => None,
                };
                (arguments.into_iter().map(|argument| argument.node).collect_vec(), number)
            }
        }
    }

    /// All of the widest type among them, if all are numbers.
    fn unified(operands: Vec<Self>) -> (Vec<Node>, Option<Number>) {
        let are_numbers = operands.all(|operand| operand.number.is_some());
        let widest = operands.iter().filter_map(|operand| operand.number).max().filter(|_| are_numbers);
        let nodes = operands.into_iter().map(|operand| match widest {
            Some(number) => operand.cast(number),
            None => operand.node,
        });
        (nodes.collect_vec(), widest)
    }

    fn cast(self, number: Number) -> Node {
        let name = match number {
            Number::Decimal => "numeric",
            Number::Float => "double precision",
            Number::Constant | Number::Integer => return self.node,
        };
        // The tree keeps no cast of a constant.
        if self.number == Some(number) || matches!(self.node, Node::Number(_)) {
            return self.node;
        }
        Node::Cast(Box::new(self.node), name.to_owned())
    }
}
