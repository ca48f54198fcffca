"""S3's actions on objects, as AWS lists them: those that the bucket policy denies to others, and those that it doesn't.

A test compares both with AWS's list, so that an action that AWS adds is noticed.
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
"""

_NAMES = """
    AbortMultipartUpload BypassGovernanceRetention DeleteObjectAnnotation DeleteObjectTagging DeleteObjectVersionAnnotation
    DeleteObjectVersionTagging GetObject GetObjectAcl GetObjectAnnotation GetObjectAttributes GetObjectLegalHold
    GetObjectRetention GetObjectTagging GetObjectTorrent GetObjectVersion GetObjectVersionAcl GetObjectVersionAnnotation
    GetObjectVersionAnnotationForReplication GetObjectVersionAttributes GetObjectVersionForReplication GetObjectVersionTagging
    GetObjectVersionTorrent InitiateReplication ListMultipartUploadParts ListObjectAnnotations ListObjectVersionAnnotations
    ObjectOwnerOverrideToBucketOwner PutObject PutObjectAcl PutObjectAnnotation PutObjectLegalHold PutObjectRetention
    PutObjectTagging PutObjectVersionAcl PutObjectVersionAnnotation PutObjectVersionTagging ReplicateDelete ReplicateObject
    ReplicateObjectAnnotation ReplicateTags RestoreObject UpdateObjectEncryption
"""
DENIED = tuple(f"s3:{name}" for name in _NAMES.split())
LEFT_OPEN = {
    "s3:DeleteObject": "To empty the bucket. With versioning, it hides an object, but loses nothing.",
    "s3:DeleteObjectVersion": "To empty the bucket permanently. The policies of the account decide who can do that.",
}
