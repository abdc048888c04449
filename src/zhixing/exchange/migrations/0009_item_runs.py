from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0008_feedback_runs'),
    ]

    operations = [
        migrations.AlterField(
            model_name='bulkrun',
            name='act',
            field=models.CharField(choices=[('make', '制作文书'), ('sign', '签发'), ('seal', '用印'), ('serve', '送达'), ('receipts', '邮政回执'), ('feedback', '查控反馈表'), ('item_ask', '交办事务'), ('item_claim', '申领事务'), ('item_allot', '派办事务'), ('item_done', '办结事务'), ('item_back', '退回事务'), ('item_drop', '撤回事务')], max_length=10),
        ),
    ]
