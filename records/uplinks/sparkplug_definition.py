"""The message definition of a Sparkplug B payload, as rows: field numbers, names and types.

It refuses to know what a metric means and when one is sent.

Source: Eclipse Sparkplug 3.0.0, chapter 6.4 (package `org.eclipse.tahu.protobuf`, proto2). Left
out are the empty messages that only hold a vendor's extensions: we send none and read none.
"""

from typing import Any, TypeAlias

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

PACKAGE = "org.eclipse.tahu.protobuf"

_Rows: TypeAlias = tuple[tuple[int, str, str], ...]

_VALUES: _Rows = (
    (0, "int_value", "uint32"),
    (1, "long_value", "uint64"),
    (2, "float_value", "float"),
    (3, "double_value", "double"),
    (4, "boolean_value", "bool"),
    (5, "string_value", "string"),
)
"""The six plain values of every `oneof value`; its numbers count on from the first."""


def _values(first: int) -> _Rows:
    return tuple((first + number, name, f"one of {kind}") for number, name, kind in _VALUES)


MESSAGES: dict[str, _Rows] = {
    "Payload": (
        (1, "timestamp", "uint64"),
        (2, "metrics", "many Payload.Metric"),
        (3, "seq", "uint64"),
        (4, "uuid", "string"),
        (5, "body", "bytes"),
    ),
    "Payload.Metric": (
        (1, "name", "string"),
        (2, "alias", "uint64"),
        (3, "timestamp", "uint64"),
        (4, "datatype", "uint32"),
        (5, "is_historical", "bool"),
        (6, "is_transient", "bool"),
        (7, "is_null", "bool"),
        (8, "metadata", "Payload.MetaData"),
        (9, "properties", "Payload.PropertySet"),
        *_values(10),
        (16, "bytes_value", "one of bytes"),
        (17, "dataset_value", "one of Payload.DataSet"),
        (18, "template_value", "one of Payload.Template"),
    ),
    "Payload.MetaData": (
        (1, "is_multi_part", "bool"),
        (2, "content_type", "string"),
        (3, "size", "uint64"),
        (4, "seq", "uint64"),
        (5, "file_name", "string"),
        (6, "file_type", "string"),
        (7, "md5", "string"),
        (8, "description", "string"),
    ),
    "Payload.PropertySet": (
        (1, "keys", "many string"),
        (2, "values", "many Payload.PropertyValue"),
    ),
    "Payload.PropertySetList": ((1, "propertyset", "many Payload.PropertySet"),),
    "Payload.PropertyValue": (
        (1, "type", "uint32"),
        (2, "is_null", "bool"),
        *_values(3),
        (9, "propertyset_value", "one of Payload.PropertySet"),
        (10, "propertysets_value", "one of Payload.PropertySetList"),
    ),
    "Payload.DataSet": (
        (1, "num_of_columns", "uint64"),
        (2, "columns", "many string"),
        (3, "types", "many uint32"),
        (4, "rows", "many Payload.DataSet.Row"),
    ),
    "Payload.DataSet.Row": ((1, "elements", "many Payload.DataSet.DataSetValue"),),
    "Payload.DataSet.DataSetValue": _values(1),
    "Payload.Template": (
        (1, "version", "string"),
        (2, "metrics", "many Payload.Metric"),
        (3, "parameters", "many Payload.Template.Parameter"),
        (4, "template_ref", "string"),
        (5, "is_definition", "bool"),
    ),
    "Payload.Template.Parameter": (
        (1, "name", "string"),
        (2, "type", "uint32"),
        *_values(3),
    ),
}

_Field = descriptor_pb2.FieldDescriptorProto
_SCALARS = {
    "uint32": _Field.TYPE_UINT32,
    "uint64": _Field.TYPE_UINT64,
    "float": _Field.TYPE_FLOAT,
    "double": _Field.TYPE_DOUBLE,
    "bool": _Field.TYPE_BOOL,
    "string": _Field.TYPE_STRING,
    "bytes": _Field.TYPE_BYTES,
}


def _describe(name: str) -> descriptor_pb2.DescriptorProto:
    """One message with what is nested in it."""
    found = descriptor_pb2.DescriptorProto(name=name.rpartition(".")[2])
    for number, field, kind in MESSAGES[name]:
        _add_field(found, number, field, kind)
    nested = [other for other in MESSAGES if other.rpartition(".")[0] == name]
    found.nested_type.extend(_describe(other) for other in nested)
    return found


def _add_field(found: descriptor_pb2.DescriptorProto, number: int, name: str, kind: str) -> None:
    field = found.field.add(name=name, number=number, label=_Field.LABEL_OPTIONAL)
    if kind.startswith("many "):
        field.label = _Field.LABEL_REPEATED
    if kind.startswith("one of "):
        if not found.oneof_decl:
            found.oneof_decl.add(name="value")
        field.oneof_index = 0
    bare = kind.removeprefix("many ").removeprefix("one of ")
    field.type = _SCALARS.get(bare, _Field.TYPE_MESSAGE)
    if bare not in _SCALARS:
        field.type_name = f".{PACKAGE}.{bare}"


def _payload_class() -> Any:
    """The class of a payload, in a pool of its own: another library may bring the same names."""
    file = descriptor_pb2.FileDescriptorProto(
        name="sparkplug_b.proto", package=PACKAGE, syntax="proto2"
    )
    file.message_type.append(_describe("Payload"))
    pool = descriptor_pool.DescriptorPool()
    pool.AddSerializedFile(file.SerializeToString())
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{PACKAGE}.Payload"))


Payload: Any = _payload_class()
"""Class of `org.eclipse.tahu.protobuf.Payload`; only `sparkplug` and `sparkplug_read` touch it."""
